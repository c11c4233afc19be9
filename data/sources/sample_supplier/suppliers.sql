-- The whole file is one supplier's.
SELECT
    'S-1001' AS supplier_id, 'Harrow Castings' AS name, 'outside' AS kind,
    min(source_file) AS source_file, min(source_row) AS source_row
FROM harrow_rows
