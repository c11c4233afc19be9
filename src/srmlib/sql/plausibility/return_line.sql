-- Grain: one row per order line on which nothing but returns of other lines' goods was entered, and
-- of which the extract does not say that it is one for returns.
SELECT DISTINCT
    schedule_lines.supplier_id AS owner_id,
    schedule_lines.source_file,
    schedule_lines.source_row,
    CONCAT(
        schedule_lines.line_id, ', ', srm_said(schedule_lines.ordered_qty), ' ordered'
    ) AS seen
FROM schedule_lines
INNER JOIN receipts ON receipts.return_line_id = schedule_lines.line_id
LEFT JOIN receipts AS came ON came.line_id = schedule_lines.line_id
WHERE came.receipt_id IS NULL AND NOT COALESCE(schedule_lines.is_return, FALSE)
