-- Grain: one row per bought lot that an effect may lead to, and lot behind it, where the lots that
-- went into it are all of one part: who made what it is made of, by weight.
WITH raw_parts AS (
    SELECT lot_inputs.output_lot_id AS lot_id, MIN(inputs.part_id) AS part_id
    FROM lot_inputs
    INNER JOIN lots AS inputs ON inputs.lot_id = lot_inputs.input_lot_id
    INNER JOIN lots AS outputs ON outputs.lot_id = lot_inputs.output_lot_id
    WHERE inputs.part_id <> outputs.part_id AND outputs.lot_id IN (SELECT lot_id FROM candidates)
    GROUP BY lot_inputs.output_lot_id
    HAVING MIN(inputs.part_id) = MAX(inputs.part_id)
),
known AS (
    SELECT
        lot_closure.root_lot_id, lot_closure.behind_supplier_id,
        CAST(SUM(lot_closure.weight) AS BIGINT) AS weight
    FROM lot_closure
    INNER JOIN raw_parts
        ON raw_parts.lot_id = lot_closure.root_lot_id AND raw_parts.part_id = lot_closure.part_id
    WHERE lot_closure.is_source AND lot_closure.via_lot_id = lot_closure.root_lot_id
    GROUP BY lot_closure.root_lot_id, lot_closure.behind_supplier_id
)
SELECT root_lot_id AS lot_id, behind_supplier_id, weight FROM known
WHERE root_lot_id IN (SELECT root_lot_id FROM known WHERE behind_supplier_id IS NOT NULL)
