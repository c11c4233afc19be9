-- Grain: one row per region of customers, by name, the one not told last: promises of a supplier in
-- a quarter, and those kept.
SELECT
    customer_orders.region,
    COUNT(CASE WHEN p1_rows.outcome = 'kept' THEN 1 END) AS kept,
    COUNT(*) AS promised
FROM p1_rows
LEFT JOIN customer_orders ON customer_orders.customer_order_id = p1_rows.customer_order_id
WHERE p1_rows.basis = 'agreed'
    AND p1_rows.outcome NOT IN ('not_due', 'not_shipped')
    AND p1_rows.supplier_id = ?
    AND p1_rows.counted_on >= ?
    AND p1_rows.counted_on < ?
GROUP BY customer_orders.region
ORDER BY customer_orders.region NULLS LAST
