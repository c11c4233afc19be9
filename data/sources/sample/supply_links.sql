SELECT
    supplier_id, behind_supplier_id, kind, part_id, source_file, source_row
FROM supply_links
