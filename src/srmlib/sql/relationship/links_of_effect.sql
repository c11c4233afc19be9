-- The links of one thing that broke, as the load made them, in a fixed order. made_at is not kept.
SELECT *, CAST(NULL AS STRING) AS made_at
FROM snapshot.main.trace_links
WHERE effect_kind = ? AND effect_id = ?
ORDER BY
    supplier_id, part_id, lot_id, receipt_id, line_id, behind_supplier_id, cause_side, cause
