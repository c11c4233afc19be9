-- One supplier per vendor spelling, unless the kept mapping says otherwise. The project's own
-- warehouses are marked as such.
SELECT
    coalesce(names.supplier_id, lines."Vendor") AS supplier_id,
    coalesce(names.supplier_id, lines."Vendor") AS name,
    coalesce(min(names.kind), 'outside') AS kind,
    min(lines."Product Group") AS category,
    'USD' AS currency,
    min(lines.source_file) AS source_file,
    min(lines.source_row) AS source_row
FROM lines
LEFT JOIN supplier_names AS names ON names.spelling = lines."Vendor"
GROUP BY coalesce(names.supplier_id, lines."Vendor")
