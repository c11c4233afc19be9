-- Grain: one row per reversal or return of which the quantity, or that of what it takes back, is
-- not known.
SELECT
    schedule_lines.supplier_id AS owner_id,
    receipts.source_file,
    receipts.source_row,
    CONCAT(
        receipts.kind, ' of ',
        COALESCE(srm_said(receipts.received_qty), 'a quantity not known'), ' takes back ',
        came.receipt_id, ', ',
        COALESCE(srm_said(came.received_qty), 'a quantity not known')
    ) AS seen
FROM receipts
INNER JOIN receipts AS came ON came.receipt_id = receipts.of_receipt_id
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
WHERE receipts.received_qty IS NULL OR came.received_qty IS NULL
