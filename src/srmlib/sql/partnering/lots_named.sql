-- Receipts of a quarter, and those whose lots the supplier has named.
SELECT
    receipts.receipt_id,
    receipts.docked_on,
    COUNT(lot_receipts.receipt_id) AS lot_count
FROM receipts
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
LEFT JOIN lot_receipts ON lot_receipts.receipt_id = receipts.receipt_id
WHERE
    schedule_lines.supplier_id = $supplier_id
    AND receipts.kind = 'receipt'
    AND receipts.docked_on >= $start
    AND receipts.docked_on < $until
GROUP BY receipts.receipt_id, receipts.docked_on
ORDER BY receipts.docked_on, receipts.receipt_id
