-- One delivery per record. The extract has no received quantity: it stays unknown.
SELECT
    "ID" AS receipt_id,
    "ID" AS line_id,
    'receipt' AS kind,
    "Delivered to Client Date" AS docked_on,
    "Delivery Recorded Date" AS posted_on,
    "ASN/DN #" AS shipment_id,
    source_file,
    source_row
FROM lines
