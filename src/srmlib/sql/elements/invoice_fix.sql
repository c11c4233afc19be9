-- Invoice mismatches. One event per invoice line that had to be corrected, on the date of the
-- invoice; unknown where the result of its match is not known.
SELECT
    'invoice_lines' AS source,
    concat('correction ', invoice_lines.invoice_line_id) AS event_id,
    invoice_lines.supplier_id,
    schedule_lines.part_id,
    schedule_lines.order_id,
    invoice_lines.line_id,
    invoice_lines.invoiced_on AS occurred_on,
    CASE WHEN invoice_lines.correction IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    CASE WHEN invoice_lines.correction IS NOT NULL THEN 1 END AS driver_qty,
    'line' AS driver_unit,
    'invoice_fix_rate' AS rate_name,
    COALESCE(invoice_lines.correction_cause, 'open') AS cause,
    invoice_lines.source_file,
    invoice_lines.source_row
FROM invoice_lines
LEFT JOIN schedule_lines ON schedule_lines.line_id = invoice_lines.line_id
CROSS JOIN snapshot_info
WHERE invoice_lines.invoiced_on <= snapshot_info.as_of
    AND (
        invoice_lines.correction <> 'none'
        OR (invoice_lines.correction IS NULL AND NOT invoice_lines.is_credit)
    )
    AND (SELECT COUNT(correction) FROM invoice_lines) > 0
