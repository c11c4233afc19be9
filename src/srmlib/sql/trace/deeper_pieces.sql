-- The pieces built into those of the level above, where they are not known yet.
SELECT pieces_within.serial_id, serials.serial_id AS within_id, CAST(? AS INTEGER) AS level
FROM pieces_within
INNER JOIN serials ON serials.built_into_serial_id = pieces_within.within_id
WHERE pieces_within.level = ?
    AND NOT EXISTS (
        SELECT 1 FROM pieces_within AS known
        WHERE known.serial_id = pieces_within.serial_id AND known.within_id = serials.serial_id
    )
