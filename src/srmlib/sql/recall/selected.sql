-- Grain: one row per receipt or lot that was asked about, and lot of it: by the number of a lot, a
-- receipt or a supplier, or of any supplier ($kind empty: receipts alone), and by the days it came
-- (of a lot that came with no receipt, the day it was made), both included. lot_qty: what of the
-- lot came with the receipt. A receipt that was reversed whole is left out.
WITH returned AS (
    SELECT of_receipt_id, SUM(returned_qty) AS qty FROM returns GROUP BY of_receipt_id
),
scrapped AS (
    SELECT receipt_id, SUM(scrapped_qty) AS qty
    FROM quality_notices
    CROSS JOIN snapshot_info
    WHERE found_on <= snapshot_info.as_of
    GROUP BY receipt_id
),
came AS (
    SELECT
        receipts.receipt_id, receipts.docked_on, schedule_lines.supplier_id,
        schedule_lines.part_id, arrivals.arrived_qty,
        CAST(COALESCE(returned.qty, 0) AS DECIMAL(18, 3)) AS returned_qty,
        CAST(COALESCE(scrapped.qty, 0) AS DECIMAL(18, 3)) AS scrapped_qty,
        lot_receipts.lot_id, lot_receipts.lot_qty
    FROM arrivals
    INNER JOIN receipts ON receipts.receipt_id = arrivals.receipt_id
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    LEFT JOIN returned ON returned.of_receipt_id = receipts.receipt_id
    LEFT JOIN scrapped ON scrapped.receipt_id = receipts.receipt_id
    LEFT JOIN lot_receipts ON lot_receipts.receipt_id = receipts.receipt_id
),
asked AS (
    SELECT came.* FROM came
    WHERE CASE $kind
            WHEN 'lot' THEN came.lot_id = $of_id
            WHEN 'receipt' THEN came.receipt_id = $of_id
            WHEN 'supplier' THEN came.supplier_id = $of_id
            ELSE TRUE
        END
    UNION ALL
    SELECT
        NULL, lots.made_on, lots.supplier_id, lots.part_id, NULL, 0, 0, lots.lot_id, lots.lot_qty
    FROM lots
    WHERE lots.lot_id NOT IN (SELECT lot_id FROM came WHERE lot_id IS NOT NULL)
        AND CASE $kind
            WHEN 'lot' THEN lots.lot_id = $of_id
            WHEN 'receipt' THEN FALSE
            WHEN 'supplier' THEN lots.supplier_id = $of_id
            ELSE FALSE
        END
)
SELECT
    receipt_id, docked_on AS came_on, supplier_id, part_id, arrived_qty, returned_qty, scrapped_qty,
    lot_id, lot_qty
FROM asked
WHERE ($first IS NULL OR docked_on >= $first) AND ($last IS NULL OR docked_on <= $last)
ORDER BY part_id, came_on, receipt_id, lot_id
