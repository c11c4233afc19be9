-- What the lots of one level lack, in billionths of a unit: what their part is known to hold, at
-- any depth, and nothing in them is of; and what of a component the bill of materials of that day
-- asks for beyond what is in them. It is not traced. How much other lots of the part hold only
-- tells of a component that is not recorded at all: one lot may well take more of it than another.
-- lot_id is the lot that lacks it.
WITH outputs AS (
    SELECT * FROM traced_lots WHERE level = ? AND is_made
),
held AS (
    SELECT lot_content.root_lot_id, lot_content.part_id, SUM(lot_content.amount) AS amount
    FROM lot_content
    INNER JOIN outputs ON outputs.lot_id = lot_content.root_lot_id
    WHERE lot_content.is_source
    GROUP BY lot_content.root_lot_id, lot_content.part_id
),
due AS (
    SELECT
        outputs.lot_id,
        outputs.is_bought,
        known_components.component_id AS part_id,
        known_components.is_bill,
        -- Where no day tells which of several bills held, the one that asks for most.
        MAX(
            GREATEST(srm_share(outputs.own_qty, known_components.per_unit, 1000), 1)
        ) AS amount
    FROM outputs
    INNER JOIN known_components
        ON known_components.part_id = outputs.part_id
        AND COALESCE(outputs.made_on >= known_components.valid_from, TRUE)
        AND COALESCE(outputs.made_on < known_components.valid_until, TRUE)
    GROUP BY
        outputs.lot_id, outputs.is_bought, known_components.component_id, known_components.is_bill
)
SELECT
    due.lot_id AS root_lot_id,
    due.part_id,
    due.lot_id,
    CASE WHEN due.is_bought THEN due.lot_id END AS via_lot_id,
    TRUE AS is_source,
    0 AS is_window,
    CAST(due.amount - COALESCE(held.amount, 0) AS BIGINT) AS amount
FROM due
LEFT JOIN held ON held.root_lot_id = due.lot_id AND held.part_id = due.part_id
WHERE CASE
        WHEN held.part_id IS NULL THEN NOT due.is_bill
        ELSE due.is_bill AND due.amount > held.amount
    END
    -- A module of which the lot tells what went into it is in it, if no lot of its own.
    AND NOT (
        held.part_id IS NULL
        AND EXISTS (
            SELECT 1 FROM known_components AS inner_parts
            INNER JOIN held AS there ON there.part_id = inner_parts.component_id
            WHERE inner_parts.part_id = due.part_id AND there.root_lot_id = due.lot_id
        )
    )
