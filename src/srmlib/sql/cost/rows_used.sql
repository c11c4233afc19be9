-- Grain: one row per table of the extract and reason why rows of it are no cost (empty: they are):
-- how many rows of a supplier's quarter. Of invoice lines the credit notes and, where payment is a
-- cost, those to be paid; lots where their inspection is.
WITH given AS (
    SELECT 'cost_events' AS source, event_id AS row_id, supplier_id, occurred_on AS day
    FROM cost_events
    UNION ALL
    SELECT 'receipts', receipts.receipt_id, schedule_lines.supplier_id, receipts.docked_on
    FROM receipts
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    UNION ALL
    SELECT 'invoice_lines', invoice_line_id, supplier_id, invoiced_on
    FROM invoice_lines
    WHERE is_credit
        OR (
            EXISTS (SELECT 1 FROM cost_measured WHERE element = 'payment_terms')
            AND NOT EXISTS (
                SELECT 1
                FROM cost_booked
                WHERE cost_booked.element = 'payment_terms'
                    AND cost_booked.supplier_id = invoice_lines.supplier_id
            )
        )
    UNION ALL
    SELECT
        'inspection_lots',
        inspection_lots.lot_id,
        inspection_lots.supplier_id,
        COALESCE(inspection_lots.decided_on, receipts.docked_on, snapshot_info.as_of)
    FROM inspection_lots
    INNER JOIN cost_measured ON cost_measured.element = 'inspection'
    LEFT JOIN receipts ON receipts.receipt_id = inspection_lots.receipt_id
    CROSS JOIN snapshot_info
    WHERE NOT EXISTS (
        SELECT 1
        FROM cost_booked
        WHERE cost_booked.element = 'inspection'
            AND cost_booked.supplier_id = inspection_lots.supplier_id
    )
)
SELECT given.source, COALESCE(cost_left_out.reason, '') AS reason, COUNT(*) AS row_count
FROM given
LEFT JOIN cost_left_out
    ON cost_left_out.source = given.source AND cost_left_out.row_id = given.row_id
WHERE given.supplier_id = ? AND given.day >= ? AND given.day < ?
GROUP BY given.source, COALESCE(cost_left_out.reason, '')
ORDER BY source, reason
