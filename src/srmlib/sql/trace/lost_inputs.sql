-- Grain: one row per lot, part and lot it began with (null: none that is known) that its inputs do
-- not account for, in billionths of a unit: what stands on a broken row; what came out beyond what
-- went in where every input is of the lot's own part (split, merged, reworked); and the components
-- of both, and of a lot of which no input is recorded at all, as far as its part is known to have
-- any. An input of an unknown lot is taken to be of the part of the other inputs where those are of
-- one part; else its part is not known, and it may be any of theirs. Of an input of unknown
-- quantity as much is taken as was left of it.
WITH used AS (
    SELECT input_lot_id AS lot_id, SUM(input_qty) AS qty
    FROM lot_inputs
    WHERE input_qty > 0
    GROUP BY input_lot_id
),
told AS (
    SELECT
        lot_inputs.output_lot_id,
        lot_inputs.input_lot_id,
        inputs.part_id,
        inputs.lot_id IS NOT NULL AS is_known,
        srm_thousandths(
            CASE
                WHEN lot_inputs.input_qty IS NOT NULL THEN ABS(lot_inputs.input_qty)
                WHEN inputs.lot_qty > COALESCE(used.qty, 0)
                    THEN inputs.lot_qty - COALESCE(used.qty, 0)
                ELSE 1
            END
        ) AS qty
    FROM lot_inputs
    LEFT JOIN lots AS inputs ON inputs.lot_id = lot_inputs.input_lot_id
    LEFT JOIN used ON used.lot_id = lot_inputs.input_lot_id
),
kinds AS (
    SELECT DISTINCT output_lot_id, part_id
    FROM told
    WHERE is_known AND qty > 0 AND input_lot_id <> output_lot_id
),
parts AS (
    SELECT output_lot_id, MIN(part_id) AS part_id
    FROM kinds
    GROUP BY output_lot_id
    HAVING MIN(part_id) = MAX(part_id) AND COUNT(part_id) = COUNT(*)
),
balance AS (
    SELECT
        outputs.lot_id,
        outputs.part_id,
        srm_thousandths(outputs.lot_qty) - CAST(SUM(told.qty) AS BIGINT) AS qty
    FROM told
    INNER JOIN lots AS outputs ON outputs.lot_id = told.output_lot_id
    INNER JOIN parts ON parts.output_lot_id = outputs.lot_id AND parts.part_id = outputs.part_id
    GROUP BY outputs.lot_id, outputs.part_id, outputs.lot_qty
),
branches AS (
    SELECT
        told.output_lot_id AS lot_id,
        told.input_lot_id,
        CASE WHEN told.is_known THEN told.part_id ELSE parts.part_id END AS part_id,
        told.qty
    FROM told
    INNER JOIN broken_links
        ON broken_links.output_lot_id = told.output_lot_id
        AND broken_links.input_lot_id = told.input_lot_id
    LEFT JOIN parts ON parts.output_lot_id = told.output_lot_id
    WHERE told.output_lot_id <> told.input_lot_id
    UNION ALL
    SELECT lot_id, NULL, part_id, qty FROM balance
),
holds AS (
    SELECT part_id, component_id, per_unit, valid_from, valid_until
    FROM known_components
    WHERE NOT is_bill
    UNION ALL
    SELECT DISTINCT
        part_id, part_id, CAST(1000000000 AS BIGINT), CAST(NULL AS DATE), CAST(NULL AS DATE)
    FROM lots
    WHERE part_id IS NOT NULL
),
unknown_branches AS (
    -- A branch of which not even the part is known may be of any that is in the lot, or of its
    -- own where nothing else is: of each, as much is not traced as the branch may hide at most.
    SELECT
        branches.lot_id,
        branches.input_lot_id,
        holds.component_id AS part_id,
        MAX(GREATEST(srm_share(branches.qty, holds.per_unit, 1000), 1)) AS amount
    FROM branches
    INNER JOIN lots ON lots.lot_id = branches.lot_id
    LEFT JOIN kinds ON kinds.output_lot_id = branches.lot_id
    INNER JOIN holds
        ON holds.part_id = COALESCE(kinds.part_id, lots.part_id)
        AND COALESCE(lots.made_on >= holds.valid_from, TRUE)
        AND COALESCE(lots.made_on < holds.valid_until, TRUE)
    WHERE branches.part_id IS NULL AND branches.qty > 0
        -- The lot itself is a source already, where nothing of its own part is in it.
        AND (kinds.part_id IS NOT NULL OR holds.component_id <> lots.part_id)
    GROUP BY branches.lot_id, branches.input_lot_id, holds.component_id
),
lost AS (
    SELECT
        lot_id, part_id, CAST(NULL AS STRING) AS began_id, 1000000 * qty AS amount
    FROM branches
    WHERE qty > 0
    UNION ALL
    SELECT
        branches.lot_id, known_components.component_id, NULL,
        GREATEST(srm_share(branches.qty, known_components.per_unit, 1000), 1)
    FROM branches
    INNER JOIN lots ON lots.lot_id = branches.lot_id
    INNER JOIN known_components
        ON known_components.part_id = branches.part_id
        AND NOT known_components.is_bill
        AND COALESCE(lots.made_on >= known_components.valid_from, TRUE)
        AND COALESCE(lots.made_on < known_components.valid_until, TRUE)
    WHERE branches.qty > 0
    UNION ALL
    SELECT lot_id, part_id, NULL, amount FROM unknown_branches
    UNION ALL
    SELECT
        traced_lots.lot_id, known_components.component_id, traced_lots.lot_id,
        GREATEST(srm_share(traced_lots.own_qty, known_components.per_unit, 1000), 1)
    FROM traced_lots
    INNER JOIN known_components
        ON known_components.part_id = traced_lots.part_id
        AND NOT known_components.is_bill
        AND COALESCE(traced_lots.made_on >= known_components.valid_from, TRUE)
        AND COALESCE(traced_lots.made_on < known_components.valid_until, TRUE)
    WHERE NOT traced_lots.is_made
)
SELECT lot_id, part_id, began_id, CAST(SUM(amount) AS BIGINT) AS amount
FROM lost
GROUP BY lot_id, part_id, began_id
