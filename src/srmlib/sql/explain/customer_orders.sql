-- Grain: one row per supplier and customer's order that depends on it: when it was first promised
-- for, and how many promises of it depend on the supplier.
SELECT
    supplier_id,
    customer_order_id,
    MIN(COALESCE(first_promised_on, promised_on)) AS first_promised_on,
    COUNT(*) AS promises
FROM customer_promises
GROUP BY supplier_id, customer_order_id
