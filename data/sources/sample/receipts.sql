SELECT
    receipt_id, line_id, kind, shipped_on, docked_on, posted_on, received_qty, shipment_id,
    gross_weight, of_receipt_id, source_file, source_row
FROM receipts
