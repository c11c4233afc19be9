-- The lots that some lots were made of. DuckDB only: the lots are bound as one list.
SELECT lot_inputs.output_lot_id AS lot_id, lot_inputs.input_lot_id AS next_lot_id
FROM lot_inputs
INNER JOIN lots ON lots.lot_id = lot_inputs.input_lot_id
WHERE list_contains(?, lot_inputs.output_lot_id)
    AND lot_inputs.input_qty > 0
    AND NOT EXISTS (
        SELECT 1 FROM genealogy_faults
        WHERE genealogy_faults.kind IN ('cycle', 'too_deep')
            AND genealogy_faults.lot_id = lot_inputs.output_lot_id
            AND genealogy_faults.other_id = lot_inputs.input_lot_id
    )
ORDER BY lot_id, next_lot_id
