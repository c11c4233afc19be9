-- Grain: one row per goods receipt of ten times the ordered quantity or more: often a box counted
-- as its pieces.
SELECT
    schedule_lines.supplier_id AS owner_id,
    receipts.source_file,
    receipts.source_row,
    CONCAT(
        srm_said(receipts.received_qty), ' received of ',
        srm_said(schedule_lines.ordered_qty), ' ordered with ', receipts.line_id
    ) AS seen
FROM receipts
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
WHERE receipts.kind = 'receipt'
    AND schedule_lines.ordered_qty > 0
    AND receipts.received_qty >= 10 * schedule_lines.ordered_qty
