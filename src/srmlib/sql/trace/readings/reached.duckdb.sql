-- Customers' orders that got some lots, pieces of them, and what broke of them. DuckDB only: the
-- lots are bound as one list.
SELECT 'order' AS kind, customer_order_id AS id, lot_id
FROM order_lots
WHERE list_contains($lots, lot_id)
UNION ALL
SELECT 'piece', serial_id, lot_id
FROM serials
WHERE list_contains($lots, lot_id)
UNION ALL
SELECT
    effects.effect_kind, effects.effect_id,
    COALESCE(serials.lot_id, effects.lot_id, order_lots.lot_id)
FROM effects
LEFT JOIN serials ON serials.serial_id = effects.serial_id
LEFT JOIN order_lots
    ON order_lots.customer_order_id = effects.customer_order_id
    AND effects.lot_id IS NULL
    AND serials.lot_id IS NULL
WHERE list_contains($lots, COALESCE(serials.lot_id, effects.lot_id, order_lots.lot_id))
ORDER BY kind, id, lot_id
