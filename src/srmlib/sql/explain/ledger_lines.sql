-- Grain: one row per line of the cost ledger, numbered as the metric of cost numbers its rows
-- (ledger_id): an event, the receipt that bears a share of it, and the part of several causes.
SELECT
    cost_ledger.*,
    cost_ledger.basis AS made_of,
    COALESCE(cost_events.occurred_on, cost_ledger.booked_on) AS occurred_on,
    COALESCE(cost_events.allocate_by, 'value') AS allocate_by,
    snapshot_info.reporting_currency,
    CASE
        WHEN cost_ledger.element = 'price' THEN cost_ledger.event_id
        ELSE CONCAT(
            cost_ledger.event_id,
            CASE
                WHEN cost_ledger.receipt_id IS NOT NULL THEN CONCAT(' / ', cost_ledger.receipt_id)
                ELSE ''
            END,
            CASE
                WHEN cost_ledger.cause_part IS NOT NULL THEN CONCAT(' / ', cost_ledger.cause_part)
                ELSE ''
            END
        )
    END AS ledger_id
FROM cost_ledger
CROSS JOIN snapshot_info
LEFT JOIN cost_events
    ON cost_ledger.source = 'cost_events' AND cost_events.event_id = cost_ledger.event_id
