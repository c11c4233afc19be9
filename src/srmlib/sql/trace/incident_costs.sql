-- The ledger's rows of events that have shares, as they were booked.
SELECT
    ROW_NUMBER() OVER (
        ORDER BY
            cost_ledger.source, cost_ledger.element, cost_ledger.event_id,
            COALESCE(cost_ledger.receipt_id, '')
    ) AS cost_no,
    cost_ledger.*
FROM cost_ledger
INNER JOIN (SELECT DISTINCT source, event_id FROM cost_shares) AS shared
    ON shared.source = cost_ledger.source AND shared.event_id = cost_ledger.event_id
