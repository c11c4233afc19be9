-- Grain: one row per customer (and one for those not known), by falling sales: its orders of a
-- period as known on a day, those without a known amount, their amounts in the reporting currency,
-- whether a promise of any of them depended on the supplier, and the amounts of the orders of which
-- one did.
WITH dependent AS (
    SELECT DISTINCT customer_order_id FROM customer_promises WHERE supplier_id = ?
),
sold AS (
    SELECT
        customer_orders.customer_id,
        srm_convert(
            customer_orders.order_amount,
            fx_daily.fx_rate,
            fx_daily.fx_units,
            snapshot_info.smallest_cents
        ) AS amount,
        dependent.customer_order_id AS dependent_id
    FROM customer_orders
    CROSS JOIN snapshot_info
    LEFT JOIN fx_daily
        ON fx_daily.currency = customer_orders.currency
        AND fx_daily.day = customer_orders.ordered_on
    LEFT JOIN dependent ON dependent.customer_order_id = customer_orders.customer_order_id
    WHERE customer_orders.ordered_on >= ?
        AND customer_orders.ordered_on < ?
        AND customer_orders.ordered_on <= ?
)
SELECT
    customer_id,
    COUNT(*) AS orders,
    COUNT(*) - COUNT(amount) AS orders_without_amount,
    COALESCE(SUM(amount), 0) AS sales,
    COUNT(dependent_id) > 0 AS is_dependent,
    COALESCE(SUM(CASE WHEN dependent_id IS NOT NULL THEN amount END), 0) AS dependent_sales
FROM sold
GROUP BY customer_id
ORDER BY sales DESC, customer_id
