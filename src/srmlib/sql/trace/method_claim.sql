-- Nothing but the word of the extract: the supplier it names, else nobody.
SELECT
    effect_kind, effect_id, part_id, CAST(NULL AS STRING) AS receipt_id, line_id, lot_id,
    supplier_id, CAST(NULL AS STRING) AS behind_supplier_id,
    CASE WHEN supplier_id IS NULL THEN 'none' ELSE 'supplier' END AS maker,
    CASE WHEN supplier_id IS NULL THEN 'none' ELSE 'claim' END AS evidence,
    CAST(1 AS BIGINT) AS weight, CAST(1 AS BIGINT) AS qty, CAST(NULL AS BIGINT) AS whole_qty
FROM open_effects
