-- The part at fault is known, and the lots it may be of: where that part of those lots came from,
-- by quantity.
SELECT
    open_effects.effect_kind, open_effects.effect_id, lot_closure.part_id, lot_closure.receipt_id,
    lot_closure.line_id, lot_closure.lot_id,
    lot_closure.supplier_id, lot_closure.behind_supplier_id, lot_closure.maker,
    CASE
        WHEN lot_closure.evidence = 'window' THEN 'window'
        ELSE effect_lots.evidence
    END AS evidence,
    lot_closure.weight, effect_lots.qty,
    CASE
        WHEN MIN(CASE WHEN effect_lots.is_qty_known THEN 1 ELSE 0 END) OVER each_effect = 1
            THEN CAST(
                SUM(
                    CASE WHEN lot_closure.is_first THEN effect_lots.qty ELSE 0 END
                ) OVER each_effect AS BIGINT
            )
    END AS whole_qty
FROM open_effects
INNER JOIN effect_lots
    ON effect_lots.effect_kind = open_effects.effect_kind
    AND effect_lots.effect_id = open_effects.effect_id
INNER JOIN source_lots AS lot_closure
    ON lot_closure.root_lot_id = effect_lots.lot_id AND lot_closure.part_id = open_effects.part_id
-- A lot of which nothing is known but itself leads nowhere.
WHERE lot_closure.maker <> 'none' OR COALESCE(lot_closure.lot_id, '') <> lot_closure.root_lot_id
WINDOW each_effect AS (PARTITION BY open_effects.effect_kind, open_effects.effect_id)
