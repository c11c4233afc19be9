-- Grain: one row per merger that is stated, with the rows of the firm that was; null while it is
-- after the as-of date.
SELECT
    mergers.supplier_id,
    COALESCE(merged_firms.into_supplier_id, mergers.into_supplier_id) AS into_supplier_id,
    mergers.merged_on,
    CASE WHEN merged_firms.supplier_id IS NOT NULL THEN COUNT(merged_rows.was_supplier_id) END
        AS row_count
FROM mergers
LEFT JOIN merged_firms ON merged_firms.supplier_id = mergers.supplier_id
LEFT JOIN merged_rows ON merged_rows.was_supplier_id = mergers.supplier_id
GROUP BY
    mergers.supplier_id, merged_firms.supplier_id, mergers.into_supplier_id,
    merged_firms.into_supplier_id, mergers.merged_on
ORDER BY mergers.supplier_id
