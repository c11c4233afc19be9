-- The links of a quarter of the breakdowns that lead to a supplier, or to a firm it stands behind,
-- in a fixed order.
SELECT
    trace_links.effect_kind,
    trace_links.effect_id,
    trace_links.breakdown,
    COALESCE(parts.name, trace_links.service, 'not told') AS item,
    trace_links.cause_side,
    trace_links.supplier_id,
    trace_links.behind_supplier_id,
    trace_links.cause,
    trace_links.weight,
    trace_links.least,
    trace_links.most,
    trace_links.amount,
    trace_links.evidence,
    trace_links.rule
FROM trace_links
LEFT JOIN parts ON parts.part_id = trace_links.part_id
WHERE trace_links.occurred_on >= ?
    AND trace_links.occurred_on < ?
    AND EXISTS (
        SELECT 1 FROM trace_links AS own
        WHERE own.effect_kind = trace_links.effect_kind
            AND own.effect_id = trace_links.effect_id
            AND ? IN (own.supplier_id, own.behind_supplier_id)
            AND own.weight > 0
    )
ORDER BY
    effect_kind, effect_id, breakdown, item, cause_side, supplier_id, behind_supplier_id, cause,
    weight, least, most, amount, evidence, rule
