-- Grain: one row per row of the extract that could have been a cost and is none, with the reason.
-- Rows in = rows used + rows here.
WITH reversed AS (
    SELECT DISTINCT receipts.of_receipt_id
    FROM receipts
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'reversal' AND receipts.docked_on <= snapshot_info.as_of
)
SELECT
    'cost_events' AS source,
    cost_events.event_id AS row_id,
    cost_events.supplier_id,
    cost_events.element,
    cost_events.occurred_on AS day,
    'after the as-of date' AS reason
FROM cost_events
CROSS JOIN snapshot_info
WHERE cost_events.occurred_on > snapshot_info.as_of
UNION ALL
SELECT
    source,
    event_id,
    supplier_id,
    element,
    occurred_on,
    concat('told twice: ', booked_id, ' is booked for the same incident')
FROM cost_told_twice
UNION ALL
SELECT
    'receipts',
    receipts.receipt_id,
    schedule_lines.supplier_id,
    'price',
    receipts.docked_on,
    CASE
        WHEN receipts.docked_on > snapshot_info.as_of THEN 'after the as-of date'
        WHEN receipts.kind = 'reversal' THEN 'a reversal: taken off the receipt it names'
        WHEN receipts.kind = 'return' THEN 'a return of what is not here: nothing left'
        WHEN reversed.of_receipt_id IS NOT NULL THEN 'taken back whole by a reversal'
    END
FROM receipts
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
LEFT JOIN receipt_prices ON receipt_prices.receipt_id = receipts.receipt_id
LEFT JOIN reversed ON reversed.of_receipt_id = receipts.receipt_id
LEFT JOIN departures ON departures.kind = 'returned' AND departures.row_id = receipts.receipt_id
CROSS JOIN snapshot_info
WHERE receipt_prices.receipt_id IS NULL AND departures.row_id IS NULL
UNION ALL
SELECT
    'invoice_lines',
    invoice_lines.invoice_line_id,
    invoice_lines.supplier_id,
    'recovered',
    invoice_lines.invoiced_on,
    CASE
        WHEN invoice_lines.invoiced_on > snapshot_info.as_of THEN 'after the as-of date'
        WHEN invoice_lines.correction <> 'none'
            THEN 'a credit note that corrects a quantity or a tax: the price never held the error'
        ELSE 'a credit note: what was recovered is stated by the extract'
    END
FROM invoice_lines
LEFT JOIN cost_ledger
    ON cost_ledger.source = 'invoice_lines'
    AND cost_ledger.event_id IN (
        concat('credit note ', invoice_lines.invoice_line_id),
        concat('correction ', invoice_lines.invoice_line_id)
    )
CROSS JOIN snapshot_info
WHERE invoice_lines.is_credit AND cost_ledger.event_id IS NULL
UNION ALL
-- What is still open costs once it is due or decided.
SELECT
    'invoice_lines',
    invoice_lines.invoice_line_id,
    invoice_lines.supplier_id,
    'payment_terms',
    invoice_lines.invoiced_on,
    CASE
        WHEN invoice_lines.invoiced_on > snapshot_info.as_of THEN 'after the as-of date'
        ELSE 'not due yet'
    END
FROM invoice_lines
INNER JOIN cost_measured ON cost_measured.element = 'payment_terms'
CROSS JOIN snapshot_info
WHERE NOT invoice_lines.is_credit
    AND NOT EXISTS (
        SELECT 1
        FROM cost_booked
        WHERE cost_booked.element = 'payment_terms'
            AND cost_booked.supplier_id = invoice_lines.supplier_id
    )
    AND (
        invoice_lines.invoiced_on > snapshot_info.as_of
        OR (
            invoice_lines.due_on >= invoice_lines.invoiced_on
            AND invoice_lines.due_on > snapshot_info.as_of
        )
    )
UNION ALL
SELECT
    'inspection_lots',
    inspection_lots.lot_id,
    inspection_lots.supplier_id,
    'inspection',
    COALESCE(inspection_lots.decided_on, receipts.docked_on, snapshot_info.as_of),
    CASE
        WHEN inspection_lots.is_skip THEN 'let through without inspection'
        WHEN inspection_lots.decided_on > snapshot_info.as_of THEN 'after the as-of date'
        ELSE 'not decided yet'
    END
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
    AND (
        inspection_lots.is_skip
        OR inspection_lots.decided_on IS NULL
        OR inspection_lots.decided_on > snapshot_info.as_of
    )
