-- Grain: one row per order line, receipt and invoice line that states a unit: its quantity in that
-- unit, the part it is of and the part's own unit. A receipt, as an invoice line, is of the part of
-- its order line.
SELECT
    'schedule_lines' AS table_name,
    'ordered_qty' AS quantity,
    schedule_lines.line_id AS row_id,
    schedule_lines.part_id,
    schedule_lines.ordered_qty AS qty,
    schedule_lines.uom,
    parts.uom AS own_uom,
    schedule_lines.source_file,
    schedule_lines.source_row
FROM schedule_lines
LEFT JOIN parts ON parts.part_id = schedule_lines.part_id
WHERE schedule_lines.uom IS NOT NULL
UNION ALL
SELECT
    'receipts',
    'received_qty',
    receipts.receipt_id,
    schedule_lines.part_id,
    receipts.received_qty,
    receipts.uom,
    parts.uom,
    receipts.source_file,
    receipts.source_row
FROM receipts
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
LEFT JOIN parts ON parts.part_id = schedule_lines.part_id
WHERE receipts.uom IS NOT NULL
UNION ALL
SELECT
    'invoice_lines',
    'invoiced_qty',
    invoice_lines.invoice_line_id,
    schedule_lines.part_id,
    invoice_lines.invoiced_qty,
    invoice_lines.uom,
    parts.uom,
    invoice_lines.source_file,
    invoice_lines.source_row
FROM invoice_lines
LEFT JOIN schedule_lines ON schedule_lines.line_id = invoice_lines.line_id
LEFT JOIN parts ON parts.part_id = schedule_lines.part_id
WHERE invoice_lines.uom IS NOT NULL AND invoice_lines.invoiced_qty IS NOT NULL
