-- Neither part nor supplier is named, and the lots hold one bought part only.
SELECT
    effect_kind, effect_id, part_id, receipt_id, line_id, lot_id, supplier_id, behind_supplier_id,
    maker, evidence, weight, qty, whole_qty
FROM bought_parts
WHERE is_only_part
