SELECT
    lot_id, receipt_id, lot_qty, source_file, source_row
FROM lot_receipts
