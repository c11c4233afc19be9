-- Grain: one row per file and plant-local day that a column of times tells of, with the rows that
-- are of it.
SELECT source_file, day, COUNT(*) AS row_count
FROM (
    SELECT source_file, CAST(srm_local({column}, ?) AS DATE) AS day
    FROM {table}
    WHERE {column} IS NOT NULL
) AS times
GROUP BY source_file, day
