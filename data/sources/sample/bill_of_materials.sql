SELECT
    part_id, component_id, component_qty, source_file, source_row
FROM bill_of_materials
