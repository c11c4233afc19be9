-- One delivery per line: the last one, with the quantity of all.
SELECT
    concat('H-', order_number, '/', position) AS receipt_id,
    concat(order_number, '/', position) AS line_id, 'receipt' AS kind,
    shipped_date AS shipped_on, delivered_date AS docked_on, delivered_quantity AS received_qty,
    source_file, source_row
FROM harrow_rows
WHERE coalesce(delivered_date, '') <> ''
