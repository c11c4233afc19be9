-- Grain: one row per complaint or return that is of one known lot, or of the lots of one order, and
-- supplier it may lead to: of how many units it is, how many there are of these goods (told_as),
-- and how many of them that supplier made, at least and at most; in thousandths. Several of one
-- told_as share what a supplier made of them. What names a piece is left out: two may be about the
-- same one.
SELECT DISTINCT
    candidates_read.effect_kind,
    candidates_read.effect_id AS traced_as,
    candidates_read.supplier_id,
    concat(
        candidates_read.effect_kind,
        CASE
            WHEN lots.lot_id IS NOT NULL THEN concat(' lot ', lots.lot_id)
            ELSE concat(' order ', cases.customer_order_id)
        END,
        ' part ', COALESCE(cases.part_id, '')
    ) AS told_as,
    LEAST(candidates_read.units, candidates_read.whole_qty) AS units,
    candidates_read.whole_qty,
    candidates_read.firm_qty,
    candidates_read.most_qty
FROM candidates_read
INNER JOIN cases
    ON cases.effect_kind = candidates_read.effect_kind
    AND cases.effect_id = candidates_read.effect_id
LEFT JOIN lots ON lots.lot_id = cases.lot_id
WHERE candidates_read.effect_kind IN ('complaint', 'return')
    AND candidates_read.evidence = 'lot'
    AND candidates_read.supplier_id IS NOT NULL
    AND candidates_read.whole_qty IS NOT NULL
    AND NOT candidates_read.is_open
    AND cases.serial_id IS NULL
