-- Grain: one row per lot and customer's order that got of it. DuckDB only: the lots are bound as
-- one list.
SELECT lot_id, customer_order_id, shipped_qty
FROM order_lots
WHERE list_contains($lots, lot_id) AND COALESCE(shipped_qty, 1) > 0
ORDER BY lot_id, customer_order_id
