-- The links with the words of their cause and their part of the effect's cost: the ledger's rows that the buyer bears, of events that name the effect, and
-- for an incident those derived from its ticket. Cents are spread by weight, rounded down, the rest one each to the largest remainders.
WITH first_incidents AS (
    -- The time spent on a ticket is told once, however many incidents name it.
    SELECT concat('ticket ', ticket_id) AS event_id, MIN(incident_id) AS incident_id FROM incidents WHERE ticket_id IS NOT NULL GROUP BY ticket_id
),
costs AS (
    SELECT cost_events.effect_kind, cost_events.effect_id, cost_ledger.amount
    FROM cost_ledger
    INNER JOIN cost_events ON cost_events.event_id = cost_ledger.event_id
    WHERE cost_ledger.source = 'cost_events' AND cost_ledger.paid_by = 'buyer' AND cost_ledger.state = 'amount' AND cost_events.effect_id IS NOT NULL
    UNION ALL
    SELECT 'incident', first_incidents.incident_id, cost_ledger.amount
    FROM cost_ledger
    INNER JOIN first_incidents ON first_incidents.event_id = cost_ledger.event_id
    WHERE cost_ledger.source = 'tickets' AND cost_ledger.paid_by = 'buyer' AND cost_ledger.state = 'amount'
),
sums AS (
    SELECT effect_kind, effect_id, CAST(SUM(srm_cents(amount)) AS BIGINT) AS cents FROM costs GROUP BY effect_kind, effect_id
),
shares AS (
    SELECT
        links.*,
        sums.cents,
        srm_share(ABS(sums.cents), links.weight, 1000000000) AS share,
        srm_remainder(ABS(sums.cents), links.weight, 1000000000) AS remainder
    FROM links
    LEFT JOIN sums ON sums.effect_kind = links.effect_kind AND sums.effect_id = links.effect_id
),
ranked AS (
    SELECT
        shares.*,
        ABS(cents) - SUM(share) OVER (PARTITION BY effect_kind, effect_id) AS cents_left,
        ROW_NUMBER() OVER (
            PARTITION BY effect_kind, effect_id
            ORDER BY
                remainder DESC, COALESCE(supplier_id, ''), COALESCE(part_id, ''), COALESCE(lot_id, ''), COALESCE(receipt_id, ''), COALESCE(line_id, ''),
                COALESCE(behind_supplier_id, ''), cause_side
        ) AS remainder_rank
    FROM shares
)
SELECT
    ranked.effect_kind,
    ranked.effect_id,
    ranked.occurred_on,
    ranked.breakdown,
    ranked.service,
    ranked.part_id,
    ranked.receipt_id,
    ranked.line_id,
    ranked.lot_id,
    ranked.supplier_id,
    ranked.behind_supplier_id,
    ranked.cause_side,
    CASE ranked.cause_side
        WHEN 'theirs' THEN COALESCE(suppliers.name, 'Supplier not told')
        WHEN 'tier2' THEN concat(COALESCE(behind.name, ranked.made_at, 'Maker not told'), ' (tier 2)')
        WHEN 'carrier' THEN COALESCE(behind.name, 'Carrier')
        WHEN 'ours' THEN 'Ours'
        WHEN 'shared' THEN 'Shared'
        WHEN 'not_agreed' THEN 'Not agreed'
        ELSE 'Not traced yet'
    END AS cause,
    ranked.rule,
    ranked.evidence,
    ranked.weight,
    ranked.least,
    ranked.most,
    CASE WHEN ranked.cents IS NOT NULL THEN srm_amount(
        (CASE WHEN ranked.cents < 0 THEN -1 ELSE 1 END) * (ranked.share + CASE WHEN ranked.remainder_rank <= ranked.cents_left THEN 1 ELSE 0 END)
    ) END AS amount
FROM ranked
LEFT JOIN suppliers ON suppliers.supplier_id = ranked.supplier_id
LEFT JOIN suppliers AS behind ON behind.supplier_id = ranked.behind_supplier_id
