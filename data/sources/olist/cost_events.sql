-- Freight is charged with the order, unit by unit. 0.00 is an amount: freight that cost nothing.
SELECT
    concat('freight ', items.order_id, '/', items.seller_id) AS event_id,
    'freight_duty' AS element,
    'freight' AS component,
    items.seller_id AS supplier_id,
    concat(items.order_id, '/', items.seller_id) AS line_id,
    CAST(CAST(min(orders.order_purchase_timestamp) AS TIMESTAMP) AS DATE) AS occurred_on,
    'amount' AS state,
    sum(CAST(items.freight_value AS DECIMAL(18, 2))) AS amount,
    'BRL' AS currency,
    'terms' AS cause,
    min(items.source_file) AS source_file,
    min(items.source_row) AS source_row
FROM items
LEFT JOIN orders ON orders.order_id = items.order_id
GROUP BY items.order_id, items.seller_id
