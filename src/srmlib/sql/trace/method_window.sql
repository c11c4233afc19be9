-- The part at fault is in no record of the lot: the receipts of that part that reached the dock in
-- the days before the lot was made, by quantity, without what had gone back by then. A receipt of
-- unknown quantity beside another supplier's has as much as the others together, and is not traced.
WITH asked AS (
    SELECT DISTINCT open_effects.part_id, lots.lot_id, lots.made_on
    FROM open_effects
    INNER JOIN effect_lots
        ON effect_lots.effect_kind = open_effects.effect_kind
        AND effect_lots.effect_id = open_effects.effect_id
    INNER JOIN lots ON lots.lot_id = effect_lots.lot_id
    WHERE open_effects.part_id IS NOT NULL AND lots.made_on IS NOT NULL
),
came AS (
    SELECT
        asked.lot_id AS root_lot_id, asked.part_id, arrivals.receipt_id, arrivals.line_id,
        schedule_lines.supplier_id,
        CASE
            WHEN COUNT(CASE WHEN NOT returns.is_qty_stated THEN 1 END) > 0 THEN 0
            ELSE srm_thousandths(
                MAX(arrivals.arrived_qty) - COALESCE(SUM(returns.returned_qty), 0)
            )
        END AS qty
    FROM asked
    INNER JOIN schedule_lines ON schedule_lines.part_id = asked.part_id
    INNER JOIN arrivals ON arrivals.line_id = schedule_lines.line_id
    LEFT JOIN returns
        ON returns.of_receipt_id = arrivals.receipt_id AND returns.returned_on <= asked.made_on
    WHERE arrivals.docked_on <= asked.made_on
        AND arrivals.docked_on >= srm_add_days(asked.made_on, -?)
    GROUP BY
        asked.lot_id, asked.part_id, arrivals.receipt_id, arrivals.line_id,
        schedule_lines.supplier_id
),
summed AS (
    SELECT
        came.*,
        CAST(SUM(qty) OVER each_lot AS BIGINT) AS known_qty,
        qty IS NULL
            AND MIN(supplier_id) OVER each_lot <> MAX(supplier_id) OVER each_lot AS is_lost
    FROM came
    WHERE qty > 0 OR qty IS NULL
    WINDOW each_lot AS (PARTITION BY root_lot_id, part_id)
),
near AS (
    SELECT
        root_lot_id, part_id,
        CASE WHEN NOT is_lost THEN receipt_id END AS receipt_id,
        CASE WHEN NOT is_lost THEN line_id END AS line_id,
        CASE WHEN NOT is_lost THEN supplier_id END AS supplier_id,
        supplier_id AS claimed_id,
        COALESCE(qty, known_qty, 1000) AS qty
    FROM summed
)
SELECT
    open_effects.effect_kind, open_effects.effect_id, near.part_id, near.receipt_id, near.line_id,
    CAST(NULL AS STRING) AS lot_id,
    near.supplier_id, CAST(NULL AS STRING) AS behind_supplier_id,
    CASE WHEN near.supplier_id IS NULL THEN 'none' ELSE 'supplier' END AS maker,
    'window' AS evidence,
    CAST(1 AS BIGINT) AS weight, CAST(SUM(near.qty) AS BIGINT) AS qty,
    CAST(NULL AS BIGINT) AS whole_qty
FROM open_effects
INNER JOIN effect_lots
    ON effect_lots.effect_kind = open_effects.effect_kind
    AND effect_lots.effect_id = open_effects.effect_id
INNER JOIN near ON near.root_lot_id = effect_lots.lot_id AND near.part_id = open_effects.part_id
LEFT JOIN (SELECT DISTINCT root_lot_id, part_id, claimed_id FROM near) AS claimed
    ON claimed.root_lot_id = effect_lots.lot_id
    AND claimed.part_id = open_effects.part_id
    AND claimed.claimed_id = open_effects.supplier_id
-- A supplier that is named and delivered none of it then is taken at its name.
WHERE open_effects.supplier_id IS NULL OR claimed.claimed_id IS NOT NULL
GROUP BY
    open_effects.effect_kind, open_effects.effect_id, near.part_id, near.receipt_id, near.line_id,
    near.supplier_id
