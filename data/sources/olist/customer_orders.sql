-- A person is customer_unique_id: customer_id is new with every order. The region is the state the
-- goods went to.
WITH worth AS (
    SELECT
        order_id,
        sum(CAST(price AS DECIMAL(18, 2)) + CAST(freight_value AS DECIMAL(18, 2))) AS order_amount
    FROM items
    GROUP BY order_id
)
SELECT
    orders.order_id AS customer_order_id,
    customers.customer_unique_id AS customer_id,
    customers.customer_state AS region,
    CAST(CAST(orders.order_purchase_timestamp AS TIMESTAMP) AS DATE) AS ordered_on,
    worth.order_amount,
    CASE WHEN worth.order_amount IS NOT NULL THEN 'BRL' END AS currency,
    orders.source_file,
    orders.source_row
FROM orders
LEFT JOIN customers ON customers.customer_id = orders.customer_id
LEFT JOIN worth ON worth.order_id = orders.order_id
