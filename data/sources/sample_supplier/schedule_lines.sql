-- The promised date is the supplier's own last word. A cancelled line bears its day in the status:
-- "Cancelled 04/09/2026".
SELECT
    concat(order_number, '/', position) AS line_id, order_number AS order_id,
    'S-1001' AS supplier_id, part AS part_id,
    promised_date AS last_confirmed_on, ordered_quantity AS ordered_qty, line_value AS value_amount,
    'EUR' AS currency,
    CASE
        WHEN status LIKE 'Cancelled %' THEN 'cancelled'
        WHEN status = 'Delivered' THEN 'closed'
        WHEN status = 'In production' THEN 'open'
        ELSE status
    END AS status,
    CASE
        WHEN status LIKE 'Cancelled %'
            THEN concat(
                substr(status, 17, 4), '-', substr(status, 14, 2), '-', substr(status, 11, 2)
            )
    END AS cancelled_on,
    source_file, source_row
FROM harrow_rows
