-- The part at fault is not known, the supplier named is: what it delivered, or made for another, of
-- the lots it may be of.
SELECT
    open_effects.effect_kind, open_effects.effect_id, lot_closure.part_id, lot_closure.receipt_id,
    lot_closure.line_id, lot_closure.lot_id,
    lot_closure.supplier_id, lot_closure.behind_supplier_id, lot_closure.maker,
    CASE
        WHEN lot_closure.evidence = 'window' THEN 'window'
        ELSE effect_lots.evidence
    END AS evidence,
    lot_closure.weight, effect_lots.qty,
    CAST(NULL AS BIGINT) AS whole_qty
FROM open_effects
INNER JOIN effect_lots
    ON effect_lots.effect_kind = open_effects.effect_kind
    AND effect_lots.effect_id = open_effects.effect_id
INNER JOIN source_lots AS lot_closure ON lot_closure.root_lot_id = effect_lots.lot_id
WHERE open_effects.part_id IS NULL
    AND ((lot_closure.is_bought_part AND lot_closure.supplier_id = open_effects.supplier_id)
        OR lot_closure.behind_supplier_id = open_effects.supplier_id)
