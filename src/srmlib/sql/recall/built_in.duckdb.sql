-- Grain: one row per piece of some lots that was built into another: the outermost piece it is in
-- by now, and what is known of that. outer_id null: it was built into itself, or the piece it is in
-- is in no table. order_id: the order whose customer complained of it, or sent it back. DuckDB
-- only: the pieces are followed by recursion, the lots bound as one list.
WITH RECURSIVE chain AS (
    SELECT serial_id, lot_id, built_into_serial_id AS at_id, 1 AS level
    FROM serials
    WHERE list_contains($lots, lot_id) AND built_into_serial_id IS NOT NULL
    UNION ALL
    SELECT chain.serial_id, chain.lot_id, serials.built_into_serial_id, chain.level + 1
    FROM chain
    INNER JOIN serials ON serials.serial_id = chain.at_id
    WHERE serials.built_into_serial_id IS NOT NULL AND chain.level < 20
),
outermost AS (
    SELECT chain.serial_id, MAX(serials.serial_id) AS outer_id, MAX(serials.lot_id) AS outer_lot_id
    FROM chain
    INNER JOIN serials ON serials.serial_id = chain.at_id AND serials.built_into_serial_id IS NULL
    GROUP BY chain.serial_id
),
named AS (
    SELECT serial_id, customer_order_id
    FROM complaints
    CROSS JOIN snapshot_info
    WHERE customer_order_id IS NOT NULL AND received_on <= snapshot_info.as_of
    UNION
    SELECT serial_id, customer_order_id
    FROM customer_returns
    CROSS JOIN snapshot_info
    WHERE customer_order_id IS NOT NULL AND returned_on <= snapshot_info.as_of
)
SELECT
    serials.serial_id, serials.lot_id, outermost.outer_id, lots.lot_id AS outer_lot_id,
    MIN(named.customer_order_id) AS order_id
FROM serials
LEFT JOIN outermost ON outermost.serial_id = serials.serial_id
LEFT JOIN lots ON lots.lot_id = outermost.outer_lot_id
LEFT JOIN named ON named.serial_id = outermost.outer_id
WHERE list_contains($lots, serials.lot_id) AND serials.built_into_serial_id IS NOT NULL
GROUP BY serials.serial_id, serials.lot_id, outermost.outer_id, lots.lot_id
ORDER BY serials.serial_id
