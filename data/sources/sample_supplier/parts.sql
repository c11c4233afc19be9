SELECT
    part AS part_id, part AS name, min(source_file) AS source_file, min(source_row) AS source_row
FROM harrow_rows
GROUP BY part
