-- The links of an effect, then the suppliers it may have come from where the part at fault is not
-- known.
SELECT
    effect_kind AS kind, effect_id AS id, part_id, lot_id, receipt_id, line_id, supplier_id,
    behind_supplier_id, cause_side, cause, evidence, weight, least, most, amount
FROM trace_links
WHERE effect_kind = $kind AND effect_id = $of_id
UNION ALL
SELECT
    trace_possible.effect_kind, trace_possible.effect_id, trace_possible.part_id, NULL, NULL, NULL,
    trace_possible.supplier_id, NULL, 'not_traced',
    concat(
        'Possible: ', suppliers.name, ', ',
        COALESCE(parts.name, trace_possible.part_id, 'part not known')
    ),
    trace_possible.evidence, 0, trace_possible.least, trace_possible.most, NULL
FROM trace_possible
INNER JOIN suppliers ON suppliers.supplier_id = trace_possible.supplier_id
LEFT JOIN parts ON parts.part_id = trace_possible.part_id
WHERE trace_possible.effect_kind = $kind AND trace_possible.effect_id = $of_id
ORDER BY
    weight DESC, part_id, supplier_id, lot_id, receipt_id, behind_supplier_id, cause_side
