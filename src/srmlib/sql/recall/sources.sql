-- Grain: one row per lot and receipt that an id stands for: a lot with the receipts it came with, a
-- receipt with its lots, a supplier with all that it made or delivered; one of the two is null
-- where there is no other. A receipt that was reversed, or went back before its lot was used, has
-- none.
WITH came AS (
    SELECT DISTINCT via_lot_id AS lot_id, receipt_id, supplier_id
    FROM lot_closure
    WHERE root_lot_id = via_lot_id AND receipt_id IS NOT NULL
)
SELECT 'lot' AS kind, lots.lot_id, came.receipt_id
FROM lots
LEFT JOIN came ON came.lot_id = lots.lot_id
WHERE lots.lot_id = $of_id
UNION
SELECT 'receipt', came.lot_id, receipts.receipt_id
FROM receipts
LEFT JOIN came ON came.receipt_id = receipts.receipt_id
WHERE receipts.receipt_id = $of_id
UNION
SELECT 'supplier', came.lot_id, receipts.receipt_id
FROM schedule_lines
INNER JOIN receipts ON receipts.line_id = schedule_lines.line_id
LEFT JOIN came ON came.receipt_id = receipts.receipt_id
WHERE schedule_lines.supplier_id = $of_id AND receipts.kind = 'receipt'
UNION
SELECT 'supplier', lots.lot_id, NULL
FROM lots
WHERE lots.supplier_id = $of_id
UNION
SELECT 'supplier', NULL, NULL
FROM suppliers
WHERE supplier_id = $of_id
