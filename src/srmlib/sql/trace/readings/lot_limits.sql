-- Grain: one row per complaint or return of a quarter and supplier that may have made what is in
-- its goods, where another of the quarter is about the same goods (told_as): the limits of both
-- together, in thousandths of a unit.
WITH told AS (
    SELECT
        effects.effect_kind,
        effects.effect_id,
        lot_limits.supplier_id,
        lot_limits.told_as,
        lot_limits.units,
        lot_limits.whole_qty,
        lot_limits.firm_qty,
        lot_limits.most_qty,
        COUNT(*) OVER (PARTITION BY lot_limits.told_as, lot_limits.supplier_id) AS told_together
    FROM lot_limits
    INNER JOIN effects
        ON effects.effect_kind = lot_limits.effect_kind
        AND effects.traced_as = lot_limits.traced_as
    WHERE effects.occurred_on >= $start AND effects.occurred_on < $until
)
SELECT effect_kind, effect_id, supplier_id, told_as, units, whole_qty, firm_qty, most_qty
FROM told
WHERE told_together > 1
ORDER BY told_as, supplier_id, effect_id
