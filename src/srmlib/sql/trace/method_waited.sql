-- Late orders, and stops for want of goods, lead to the schedule line that was waited for; of
-- several suppliers in one late order each has an equal share.
SELECT
    'late_order' AS effect_kind, effect_id, part_id, CAST(NULL AS STRING) AS receipt_id, line_id,
    CAST(NULL AS STRING) AS lot_id, supplier_id,
    CAST(NULL AS STRING) AS behind_supplier_id, 'supplier' AS maker,
    CASE WHEN line_id IS NULL THEN 'claim' ELSE 'line' END AS evidence,
    CAST(1 AS BIGINT) AS weight, CAST(1 AS BIGINT) AS qty, CAST(NULL AS BIGINT) AS whole_qty
FROM late_pairs
UNION ALL
SELECT
    effects.effect_kind, effects.effect_id, effects.part_id, NULL, effects.line_id, NULL,
    line_facts.supplier_id, NULL, 'supplier', 'line',
    1, 1, NULL
FROM effects
INNER JOIN line_facts ON line_facts.line_id = effects.line_id
WHERE effects.effect_kind = 'line_stop' AND effects.lot_id IS NULL
