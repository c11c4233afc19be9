-- Grain: one row per file and day that a column of days tells of, with the rows that are of it.
SELECT source_file, {column} AS day, COUNT(*) AS row_count
FROM {table}
WHERE {column} IS NOT NULL
GROUP BY source_file, {column}
