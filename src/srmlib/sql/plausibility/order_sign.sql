-- Grain: one row per customer's order worth less than nothing.
SELECT
    CAST(NULL AS STRING) AS owner_id,
    source_file,
    source_row,
    CONCAT(srm_said_amount(order_amount), ' ', COALESCE(currency, '')) AS seen
FROM customer_orders
WHERE order_amount < 0
