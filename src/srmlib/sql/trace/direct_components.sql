-- Grain: one row per part and part that goes straight into it, and how much of it one unit holds,
-- in billionths: as the lots without a broken link tell that have it; where none does, as the bill
-- of materials has it, with the days for which that holds. Where nothing tells how much, one in
-- one. is_bill: the same by the bill alone, where it says how much.
WITH kinds AS (
    SELECT
        outputs.lot_id,
        outputs.part_id,
        inputs.part_id AS component_id,
        SUM(srm_thousandths(ABS(lot_inputs.input_qty))) AS qty
    FROM lot_inputs
    INNER JOIN lots AS outputs ON outputs.lot_id = lot_inputs.output_lot_id
    INNER JOIN lots AS inputs ON inputs.lot_id = lot_inputs.input_lot_id
    WHERE lot_inputs.input_qty <> 0 OR lot_inputs.input_qty IS NULL
    GROUP BY outputs.lot_id, outputs.part_id, inputs.part_id
),
measured AS (
    SELECT
        kinds.part_id,
        kinds.component_id,
        COALESCE(kinds.qty, 0) AS qty,
        -- What came of the lot's own part brings its components with it.
        CASE
            WHEN kinds.qty IS NULL OR lots.lot_qty IS NULL THEN 0
            ELSE GREATEST(srm_thousandths(lots.lot_qty) - COALESCE(alike.qty, 0), 0)
        END AS units,
        broken.lot_id IS NULL AS is_sound
    FROM kinds
    INNER JOIN lots ON lots.lot_id = kinds.lot_id
    LEFT JOIN kinds AS alike
        ON alike.lot_id = kinds.lot_id AND alike.component_id = kinds.part_id
    LEFT JOIN (SELECT DISTINCT output_lot_id AS lot_id FROM broken_links) AS broken
        ON broken.lot_id = kinds.lot_id
    WHERE kinds.component_id <> kinds.part_id
),
told AS (
    SELECT
        part_id,
        component_id,
        CAST(SUM(CASE WHEN is_sound THEN qty ELSE 0 END) AS BIGINT) AS qty,
        CAST(SUM(CASE WHEN is_sound THEN units ELSE 0 END) AS BIGINT) AS units
    FROM measured
    GROUP BY part_id, component_id
),
billed AS (
    SELECT * FROM bill_of_materials
    WHERE COALESCE(component_qty, 1) > 0 AND part_id <> component_id
)
SELECT
    part_id,
    component_id,
    CASE
        WHEN qty > 0 AND units > 0 THEN GREATEST(srm_share(1000000000, qty, units), 1)
        ELSE 1000000000
    END AS per_unit,
    CAST(NULL AS DATE) AS valid_from,
    CAST(NULL AS DATE) AS valid_until,
    FALSE AS is_bill
FROM told
WHERE (qty > 0 AND units > 0)
    OR NOT EXISTS (
        SELECT 1 FROM billed
        WHERE billed.part_id = told.part_id AND billed.component_id = told.component_id
    )
UNION ALL
SELECT
    billed.part_id,
    billed.component_id,
    CASE
        WHEN billed.component_qty > 0
            THEN GREATEST(
                srm_share(1000000000, srm_thousandths(billed.component_qty), 1000), 1
            )
        ELSE 1000000000
    END,
    billed.valid_from,
    billed.valid_until,
    FALSE
FROM billed
LEFT JOIN told
    ON told.part_id = billed.part_id
    AND told.component_id = billed.component_id
    AND told.qty > 0
    AND told.units > 0
WHERE told.part_id IS NULL
UNION ALL
SELECT
    part_id,
    component_id,
    GREATEST(srm_share(1000000000, srm_thousandths(component_qty), 1000), 1),
    valid_from,
    valid_until,
    TRUE
FROM bill_of_materials
WHERE component_qty > 0 AND part_id <> component_id
