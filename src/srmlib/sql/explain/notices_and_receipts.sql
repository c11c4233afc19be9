-- Grain: one row per quality notice, with the receipt it is about: the day it reached the dock,
-- whether it stands or was taken back, and what arrived with it.
SELECT
    quality_notices.*,
    receipts.docked_on,
    arrivals.receipt_id IS NOT NULL AS stands,
    receipts.kind = 'receipt' AND receipts.docked_on <= snapshot_info.as_of
        AND arrivals.receipt_id IS NULL AS is_taken_back,
    arrivals.docked_on AS arrived_on,
    arrivals.shipped_on,
    arrivals.arrived_qty
FROM quality_notices
LEFT JOIN receipts ON receipts.receipt_id = quality_notices.receipt_id
LEFT JOIN arrivals ON arrivals.receipt_id = quality_notices.receipt_id
CROSS JOIN snapshot_info
