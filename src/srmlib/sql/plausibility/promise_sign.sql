-- Grain: one row per promise to a customer worth less than nothing.
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    CONCAT(srm_said_amount(order_amount), ' ', COALESCE(currency, '')) AS seen
FROM customer_promises
WHERE order_amount < 0
