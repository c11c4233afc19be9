-- The pieces that effects name and that were built into themselves, by way of others.
SELECT DISTINCT
    'cycle_of_pieces' AS kind,
    serials.serial_id AS lot_id,
    serials.built_into_serial_id AS other_id,
    'a piece that was built into itself, by way of others: what is in it is not traced' AS words,
    serials.source_file,
    serials.source_row
FROM pieces_within
INNER JOIN serials
    ON serials.serial_id = pieces_within.serial_id
    AND serials.built_into_serial_id = pieces_within.within_id
WHERE NOT EXISTS (
    SELECT 1 FROM genealogy_faults
    WHERE genealogy_faults.kind = 'cycle_of_pieces'
        AND genealogy_faults.lot_id = serials.serial_id
)
