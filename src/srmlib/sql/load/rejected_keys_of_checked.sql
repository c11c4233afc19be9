-- Grain: one row per key of a table whose row was rejected, with the first place it stands in.
INSERT INTO rejected_keys
SELECT CAST(? AS VARCHAR), {key}, source_file, MIN(source_row)
FROM checked
WHERE broken IS NOT NULL AND {key} IS NOT NULL
GROUP BY {key}, source_file
