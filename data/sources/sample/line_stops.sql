SELECT
    stop_id, site, stopped_on, stopped_minutes, lot_id, part_id, supplier_id, cause, subject,
    source_file, source_row
FROM line_stops
