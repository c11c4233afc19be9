-- Grain: one row per quality notice, with the receipt it is about: the day it reached the dock,
-- whether it stands, and what arrived with it.
SELECT
    quality_notices.*,
    receipts.docked_on,
    arrivals.receipt_id IS NOT NULL AS stands,
    arrivals.arrived_qty
FROM quality_notices
LEFT JOIN receipts ON receipts.receipt_id = quality_notices.receipt_id
LEFT JOIN arrivals ON arrivals.receipt_id = quality_notices.receipt_id
