-- Grain: one row per use of some lots: by another lot, and whether it can be followed there. DuckDB
-- only: the lots are bound as one list.
SELECT
    lot_inputs.input_lot_id AS lot_id, lot_inputs.output_lot_id AS into_lot_id,
    lot_inputs.input_qty AS qty,
    NOT EXISTS (
        SELECT 1 FROM genealogy_faults
        WHERE genealogy_faults.kind IN ('cycle', 'too_deep')
            AND genealogy_faults.lot_id = lot_inputs.output_lot_id
            AND genealogy_faults.other_id = lot_inputs.input_lot_id
    ) AS is_followed
FROM lot_inputs
WHERE list_contains($lots, lot_inputs.input_lot_id)
    AND lot_inputs.input_lot_id <> lot_inputs.output_lot_id
    AND COALESCE(lot_inputs.input_qty, 1) <> 0
ORDER BY lot_inputs.input_lot_id, lot_inputs.output_lot_id
