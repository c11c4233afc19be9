-- Grain: one row per stated cost event, element and receipt that bears a share of it, with what
-- shares are made by.
WITH booked AS (
    SELECT event_id, element, receipt_id FROM cost_ledger WHERE source = 'cost_events'
    UNION
    -- What went to another supplier says no more which receipts bore it.
    SELECT event_id, element, receipt_id FROM incident_costs WHERE source = 'cost_events'
)
SELECT booked.event_id, booked.element, receipt_prices.*, part_units.uom AS uom
FROM booked
INNER JOIN receipt_prices ON receipt_prices.receipt_id = booked.receipt_id
LEFT JOIN part_units ON part_units.part_id = receipt_prices.part_id
