-- Grain: one row per row of the ledger that is of an incident, and link of it: its part of the
-- amount. The smallest amounts of the reporting currency are shared out by weight, rounded down,
-- the rest one each to the largest remainders.
WITH wholes AS (
    SELECT
        incident_costs.cost_no,
        incident_costs.paid_by,
        incident_costs.supplier_id AS booked_supplier_id,
        incident_costs.amount,
        srm_share(
            ABS(srm_cents(incident_costs.amount)), 1, snapshot_info.smallest_cents
        ) AS whole,
        snapshot_info.smallest_cents,
        cost_shares.effect_kind,
        cost_shares.effect_id,
        cost_shares.link_no,
        cost_shares.supplier_id,
        cost_shares.cause,
        cost_shares.cause_by,
        cost_shares.weight
    FROM incident_costs
    INNER JOIN cost_shares
        ON cost_shares.source = incident_costs.source
        AND cost_shares.event_id = incident_costs.event_id
    CROSS JOIN snapshot_info
),
shares AS (
    SELECT
        wholes.*,
        srm_share(whole, weight, 1000000000) AS share,
        srm_remainder(whole, weight, 1000000000) AS remainder
    FROM wholes
),
ranked AS (
    SELECT
        shares.*,
        whole - CAST(SUM(share) OVER (PARTITION BY cost_no) AS BIGINT) AS left_over,
        ROW_NUMBER() OVER (
            PARTITION BY cost_no ORDER BY remainder DESC, link_no
        ) AS remainder_rank
    FROM shares
)
SELECT
    cost_no,
    effect_kind,
    effect_id,
    link_no,
    paid_by,
    booked_supplier_id,
    -- What a supplier paid itself is of nobody else.
    CASE
        WHEN paid_by = 'supplier' THEN booked_supplier_id
        ELSE COALESCE(supplier_id, booked_supplier_id)
    END AS supplier_id,
    cause,
    cause_by,
    CASE
        WHEN amount IS NOT NULL
            THEN srm_amount(
                (CASE WHEN amount < 0 THEN -1 ELSE 1 END)
                    * smallest_cents
                    * (share + CASE WHEN remainder_rank <= left_over THEN 1 ELSE 0 END)
            )
    END AS amount
FROM ranked
