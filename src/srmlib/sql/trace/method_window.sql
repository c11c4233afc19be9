-- The part at fault is in no record of the lot: the receipts of that part that reached the dock in
-- the days before the lot was made, by quantity.
WITH asked AS (
    SELECT DISTINCT open_effects.part_id, lots.lot_id, lots.made_on
    FROM open_effects
    INNER JOIN effect_lots
        ON effect_lots.effect_kind = open_effects.effect_kind
        AND effect_lots.effect_id = open_effects.effect_id
    INNER JOIN lots ON lots.lot_id = effect_lots.lot_id
    WHERE open_effects.part_id IS NOT NULL AND lots.made_on IS NOT NULL
),
near AS (
    SELECT
        asked.lot_id AS root_lot_id, asked.part_id, arrivals.receipt_id, arrivals.line_id,
        schedule_lines.supplier_id, COALESCE(arrivals.arrived_qty, 1) AS qty
    FROM asked
    INNER JOIN schedule_lines ON schedule_lines.part_id = asked.part_id
    INNER JOIN arrivals ON arrivals.line_id = schedule_lines.line_id
    WHERE arrivals.docked_on <= asked.made_on
        AND arrivals.docked_on >= srm_add_days(asked.made_on, -?)
        AND COALESCE(arrivals.arrived_qty, 1) > 0
)
SELECT
    open_effects.effect_kind, open_effects.effect_id, near.part_id, near.receipt_id, near.line_id,
    CAST(NULL AS STRING) AS lot_id,
    near.supplier_id, CAST(NULL AS STRING) AS behind_supplier_id, 'supplier' AS maker,
    'window' AS evidence,
    CAST(1 AS BIGINT) AS weight, CAST(SUM(srm_thousandths(near.qty)) AS BIGINT) AS qty,
    CAST(NULL AS BIGINT) AS whole_qty
FROM open_effects
INNER JOIN effect_lots
    ON effect_lots.effect_kind = open_effects.effect_kind
    AND effect_lots.effect_id = open_effects.effect_id
INNER JOIN near ON near.root_lot_id = effect_lots.lot_id AND near.part_id = open_effects.part_id
LEFT JOIN (SELECT DISTINCT root_lot_id, part_id, supplier_id FROM near) AS claimed
    ON claimed.root_lot_id = effect_lots.lot_id
    AND claimed.part_id = open_effects.part_id
    AND claimed.supplier_id = open_effects.supplier_id
-- A supplier that is named and delivered none of it then is taken at its name.
WHERE open_effects.supplier_id IS NULL OR claimed.supplier_id IS NOT NULL
GROUP BY
    open_effects.effect_kind, open_effects.effect_id, near.part_id, near.receipt_id, near.line_id,
    near.supplier_id
