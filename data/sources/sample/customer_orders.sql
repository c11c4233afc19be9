SELECT
    customer_order_id, customer_id, region, ordered_on, order_amount, currency, source_file,
    source_row
FROM customer_orders
