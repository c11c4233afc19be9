-- The day the customer was promised, once per seller the order depends on. A cancelled order's
-- promise no longer stands: it is left out. Why a promise was broken the set does not say.
-- order_amount is what the customer paid for the whole order: price and freight of all its sellers.
WITH worth AS (
    SELECT
        order_id,
        sum(CAST(price AS DECIMAL(18, 2)) + CAST(freight_value AS DECIMAL(18, 2))) AS order_amount
    FROM items
    GROUP BY order_id
)
SELECT
    orders.order_id AS promise_id,
    lines.seller_id AS supplier_id,
    orders.order_id AS customer_order_id,
    concat(orders.order_id, '/', lines.seller_id) AS line_id,
    orders.order_estimated_delivery_date AS promised_on,
    CAST(CAST(orders.order_delivered_carrier_date AS TIMESTAMP) AS DATE) AS shipped_on,
    orders.order_delivered_carrier_date AS shipped_at,
    CAST(CAST(orders.order_delivered_customer_date AS TIMESTAMP) AS DATE) AS kept_on,
    worth.order_amount,
    'BRL' AS currency,
    orders.source_file,
    orders.source_row
FROM orders
INNER JOIN (SELECT DISTINCT order_id, seller_id FROM items) AS lines
    ON lines.order_id = orders.order_id
INNER JOIN worth ON worth.order_id = orders.order_id
WHERE orders.order_status NOT IN ('canceled', 'unavailable')
