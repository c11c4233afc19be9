-- The lots an effect may be of: those of its piece and of what was built into it, at any depth; its
-- own; those its order got. DuckDB only: the pieces are followed by recursion.
WITH RECURSIVE asked AS (
    SELECT lot_id, serial_id, customer_order_id
    FROM effects
    WHERE effect_kind = ? AND effect_id = ?
),
pieces AS (
    SELECT serial_id FROM asked
    UNION
    SELECT serials.serial_id
    FROM serials
    INNER JOIN pieces ON serials.built_into_serial_id = pieces.serial_id
)
SELECT lot_id FROM serials WHERE serial_id IN (SELECT serial_id FROM pieces)
UNION
SELECT lot_id FROM asked
UNION
SELECT lot_id
FROM order_lots
WHERE customer_order_id IN (SELECT customer_order_id FROM asked)
ORDER BY lot_id
