-- Grain: one row per reversal or return that a load matched with what it takes back.
SELECT
    schedule_lines.supplier_id AS owner_id,
    receipts.source_file,
    receipts.source_row,
    CONCAT(receipts.kind, ' ', receipts.receipt_id, ' takes back ', receipts.of_receipt_id) AS seen
FROM receipts
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
WHERE receipts.is_matched
