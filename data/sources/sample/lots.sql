SELECT
    lot_id, part_id, supplier_id, lot_qty, made_on, source_file, source_row
FROM lots
