-- What some lots and pieces are. DuckDB only: they are bound as lists.
SELECT 'lot' AS kind, lot_id AS id, part_id, lot_id
FROM lots
WHERE list_contains($lots, lot_id)
UNION ALL
SELECT 'piece', serials.serial_id, lots.part_id, lots.lot_id
FROM serials
LEFT JOIN lots ON lots.lot_id = serials.lot_id
WHERE list_contains($pieces, serials.serial_id)
