-- Grain: one row per invoice line or credit note of twenty times the value of its order line or
-- more.
SELECT
    invoice_lines.supplier_id AS owner_id,
    invoice_lines.source_file,
    invoice_lines.source_row,
    CONCAT(
        srm_said_amount(invoice_lines.amount), ' invoiced of ',
        srm_said_amount(schedule_lines.value_amount), ' ', schedule_lines.currency,
        ' ordered with ', invoice_lines.line_id
    ) AS seen
FROM invoice_lines
INNER JOIN schedule_lines ON schedule_lines.line_id = invoice_lines.line_id
WHERE invoice_lines.currency = schedule_lines.currency
    AND schedule_lines.value_amount > 0
    AND ABS(invoice_lines.amount) >= 20 * schedule_lines.value_amount
