-- Grain: one row per lot: what it is and who made it. is_finished: goods of its part are shipped to
-- customers. DuckDB only: the lots are bound as one list.
SELECT
    lots.lot_id, lots.part_id, parts.name AS part_name, parts.uom, lots.supplier_id,
    suppliers.name AS supplier_name, lots.lot_qty, lots.made_on,
    lots.part_id IN (
        SELECT sold.part_id FROM order_lots
        INNER JOIN lots AS sold ON sold.lot_id = order_lots.lot_id
        WHERE sold.part_id IS NOT NULL
    ) AS is_finished
FROM lots
LEFT JOIN parts ON parts.part_id = lots.part_id
LEFT JOIN suppliers ON suppliers.supplier_id = lots.supplier_id
WHERE list_contains($lots, lots.lot_id)
ORDER BY lots.lot_id
