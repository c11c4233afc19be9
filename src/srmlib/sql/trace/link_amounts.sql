-- Grain: one row per effect that cost something and link of it: its part of the cost, which is the
-- ledger's rows that the buyer bears, of events that name the effect, and for an incident those
-- derived from its ticket. The smallest amounts of the reporting currency are spread by weight,
-- rounded down, the rest one each to the largest remainders.
WITH first_incidents AS (
    -- The time spent on a ticket is told once, however many incidents name it.
    SELECT concat('ticket ', ticket_id) AS event_id, MIN(incident_id) AS incident_id
    FROM incidents
    WHERE ticket_id IS NOT NULL
    GROUP BY ticket_id
),
costs AS (
    SELECT cost_events.effect_kind, cost_events.effect_id, cost_ledger.amount
    FROM cost_ledger
    INNER JOIN cost_events ON cost_events.event_id = cost_ledger.event_id
    WHERE cost_ledger.source = 'cost_events'
        AND cost_ledger.paid_by = 'buyer'
        AND cost_ledger.state = 'amount'
        AND cost_events.effect_id IS NOT NULL
    UNION ALL
    SELECT 'incident', first_incidents.incident_id, cost_ledger.amount
    FROM cost_ledger
    INNER JOIN first_incidents ON first_incidents.event_id = cost_ledger.event_id
    WHERE cost_ledger.source = 'tickets'
        AND cost_ledger.paid_by = 'buyer'
        AND cost_ledger.state = 'amount'
),
sums AS (
    SELECT
        costs.effect_kind,
        costs.effect_id,
        snapshot_info.smallest_cents,
        srm_share(
            CAST(SUM(srm_cents(costs.amount)) AS BIGINT), 1, snapshot_info.smallest_cents
        ) AS whole
    FROM costs
    CROSS JOIN snapshot_info
    GROUP BY costs.effect_kind, costs.effect_id, snapshot_info.smallest_cents
),
shares AS (
    SELECT
        effects.effect_kind,
        effects.effect_id,
        cause_links.link_no,
        sums.whole,
        sums.smallest_cents,
        srm_share(ABS(sums.whole), cause_links.weight, 1000000000) AS share,
        srm_remainder(ABS(sums.whole), cause_links.weight, 1000000000) AS remainder
    FROM sums
    INNER JOIN effects
        ON effects.effect_kind = sums.effect_kind AND effects.effect_id = sums.effect_id
    INNER JOIN cause_links
        ON cause_links.effect_kind = effects.effect_kind
        AND cause_links.traced_as = effects.traced_as
),
ranked AS (
    SELECT
        shares.*,
        ABS(whole)
            - CAST(SUM(share) OVER (PARTITION BY effect_kind, effect_id) AS BIGINT) AS left_over,
        ROW_NUMBER() OVER (
            PARTITION BY effect_kind, effect_id ORDER BY remainder DESC, link_no
        ) AS remainder_rank
    FROM shares
)
SELECT
    effect_kind,
    effect_id,
    link_no,
    srm_amount(
        (CASE WHEN whole < 0 THEN -1 ELSE 1 END)
            * smallest_cents
            * (share + CASE WHEN remainder_rank <= left_over THEN 1 ELSE 0 END)
    ) AS amount
FROM ranked
