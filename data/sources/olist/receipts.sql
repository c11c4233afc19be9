-- One arrival per order: all its lines arrive with it, whole. Days are Brazil's; the time of
-- arrival is kept in UTC.
SELECT
    concat(lines.order_id, '/', lines.seller_id) AS receipt_id,
    concat(lines.order_id, '/', lines.seller_id) AS line_id,
    'receipt' AS kind,
    CAST(CAST(orders.order_delivered_carrier_date AS TIMESTAMP) AS DATE) AS shipped_on,
    srm_utc(
        CAST(orders.order_delivered_carrier_date AS TIMESTAMP), 'America/Sao_Paulo'
    ) AS shipped_at,
    CAST(CAST(orders.order_delivered_customer_date AS TIMESTAMP) AS DATE) AS docked_on,
    srm_utc(
        CAST(orders.order_delivered_customer_date AS TIMESTAMP), 'America/Sao_Paulo'
    ) AS docked_at,
    CAST(CAST(orders.order_delivered_customer_date AS TIMESTAMP) AS DATE) AS posted_on,
    lines.units AS received_qty,
    orders.source_file,
    orders.source_row
FROM orders
INNER JOIN (
    SELECT order_id, seller_id, count(*) AS units FROM items GROUP BY order_id, seller_id
) AS lines
    ON lines.order_id = orders.order_id
WHERE orders.order_delivered_customer_date IS NOT NULL
