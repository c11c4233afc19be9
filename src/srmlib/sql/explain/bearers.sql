-- Grain: one row per stated cost event, element and receipt that bears a share of it, with what
-- shares are made by.
SELECT cost_ledger.event_id, cost_ledger.element, receipt_prices.*, part_units.uom AS uom
FROM cost_ledger
INNER JOIN receipt_prices ON receipt_prices.receipt_id = cost_ledger.receipt_id
LEFT JOIN part_units ON part_units.part_id = receipt_prices.part_id
WHERE cost_ledger.source = 'cost_events'
