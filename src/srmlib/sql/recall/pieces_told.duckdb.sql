-- Grain: one row per lot and part that is known to be in pieces of it, and in no record of the lot:
-- into how many of its pieces it was built. DuckDB only: lots and parts are bound as lists.
SELECT wholes.lot_id, inner_lots.part_id, COUNT(DISTINCT wholes.serial_id) AS pieces
FROM serials
INNER JOIN serials AS wholes ON wholes.serial_id = serials.built_into_serial_id
INNER JOIN lots AS inner_lots ON inner_lots.lot_id = serials.lot_id
WHERE list_contains($lots, wholes.lot_id)
    AND list_contains($parts, inner_lots.part_id)
    AND NOT EXISTS (
        SELECT 1 FROM lot_closure
        WHERE lot_closure.root_lot_id = wholes.lot_id
            AND lot_closure.part_id = inner_lots.part_id
            AND lot_closure.is_source
            AND lot_closure.maker <> 'none'
    )
GROUP BY wholes.lot_id, inner_lots.part_id
ORDER BY wholes.lot_id, inner_lots.part_id
