SELECT
    part_id, name, category, uom, source_file, source_row
FROM parts
