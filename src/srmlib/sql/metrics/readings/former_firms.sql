-- Grain: one row per table and row of a supplier that is of a firm which merged into it: the firm
-- that was.
SELECT DISTINCT merged_rows."table", merged_rows.row_id, merged_rows.was_supplier_id
FROM merged_rows
INNER JOIN merged_firms ON merged_firms.supplier_id = merged_rows.was_supplier_id
WHERE merged_firms.into_supplier_id = ?
    AND merged_rows."column" = 'supplier_id'
