-- Grain: one row per inspection lot, with the day its receipt reached the dock.
SELECT inspection_lots.*, receipts.docked_on
FROM inspection_lots
LEFT JOIN receipts ON receipts.receipt_id = inspection_lots.receipt_id
