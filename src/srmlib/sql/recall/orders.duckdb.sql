-- Grain: one row per customer's order and lot it got; of an order known by what came of a piece
-- alone, the lot is null. The first day any of its goods left. DuckDB only: lots and orders are
-- bound as lists.
WITH left_us AS (
    SELECT customer_order_id, MIN(shipped_on) AS shipped_on
    FROM customer_promises
    GROUP BY customer_order_id
),
got AS (
    SELECT customer_order_id, lot_id, shipped_qty
    FROM order_lots
    WHERE list_contains($lots, lot_id)
    UNION ALL
    SELECT unnest($orders), NULL, NULL
)
SELECT
    got.customer_order_id, got.lot_id, got.shipped_qty, customer_orders.customer_id,
    customer_orders.region, left_us.shipped_on
FROM got
LEFT JOIN customer_orders ON customer_orders.customer_order_id = got.customer_order_id
LEFT JOIN left_us ON left_us.customer_order_id = got.customer_order_id
ORDER BY got.customer_order_id, got.lot_id
