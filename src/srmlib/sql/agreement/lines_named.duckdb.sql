-- Grain: one row per schedule line, of those that are named, without its place in the extract.
-- DuckDB only: EXCLUDE, and the ids are bound as one list.
SELECT * EXCLUDE (source_file, source_row)
FROM schedule_lines
WHERE LIST_CONTAINS(?, line_id)
