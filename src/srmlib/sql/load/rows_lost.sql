-- Grain: one row per file with rows that were rejected before any SQL read them: how many. Not of
-- files that only the table at hand is made from.
SELECT rejected_rows.source_file, COUNT(DISTINCT rejected_rows.source_row) AS row_count
FROM rejected_rows
LEFT JOIN rejected_keys
    ON rejected_keys.source_file = rejected_rows.source_file
    AND rejected_keys.source_row = rejected_rows.source_row
WHERE rejected_keys.id IS NULL
    AND rejected_rows.source_file NOT IN (
        SELECT source_file FROM {given} EXCEPT SELECT source_file FROM {kept}
    )
GROUP BY rejected_rows.source_file
ORDER BY rejected_rows.source_file
