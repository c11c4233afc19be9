-- Grain: one row per lot and receipt it came with that still stands: how much of the lot came, and
-- how much came with the receipt, went back and was scrapped of it. DuckDB only: the lots are bound
-- as one list.
WITH scrapped AS (
    SELECT receipt_id, SUM(scrapped_qty) AS qty
    FROM quality_notices
    CROSS JOIN snapshot_info
    WHERE found_on <= snapshot_info.as_of
    GROUP BY receipt_id
),
returned AS (
    SELECT of_receipt_id, SUM(returned_qty) AS qty FROM returns GROUP BY of_receipt_id
)
SELECT
    lot_receipts.lot_id, lot_receipts.receipt_id,
    COALESCE(lot_receipts.lot_qty, arrivals.arrived_qty) AS came_qty,
    arrivals.arrived_qty,
    CAST(COALESCE(returned.qty, 0) AS DECIMAL(18, 3)) AS returned_qty,
    CAST(COALESCE(scrapped.qty, 0) AS DECIMAL(18, 3)) AS scrapped_qty
FROM lot_receipts
INNER JOIN arrivals ON arrivals.receipt_id = lot_receipts.receipt_id
LEFT JOIN returned ON returned.of_receipt_id = lot_receipts.receipt_id
LEFT JOIN scrapped ON scrapped.receipt_id = lot_receipts.receipt_id
WHERE list_contains($lots, lot_receipts.lot_id)
ORDER BY lot_receipts.lot_id, lot_receipts.receipt_id
