-- One dated delivery per record. The extract has one promised date and does not say who promised
-- it; every line is delivered.
SELECT
    lines."ID" AS line_id,
    lines."PO / SO #" AS order_id,
    coalesce(names.supplier_id, lines."Vendor") AS supplier_id,
    lines."Item Description" AS part_id,
    lines."Country" AS site,
    lines."Manufacturing Site" AS made_at,
    lines."PO Sent to Vendor Date" AS ordered_on,
    lines."Scheduled Delivery Date" AS promised_on,
    lines."Line Item Quantity" AS ordered_qty,
    lines."Line Item Value" AS value_amount,
    'USD' AS currency,
    'closed' AS status,
    lines.source_file,
    lines.source_row
FROM lines
LEFT JOIN supplier_names AS names ON names.spelling = lines."Vendor"
