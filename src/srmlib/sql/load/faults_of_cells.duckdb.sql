-- Grain: one row per file, table, column and expectation that rejected rows broke: the first of
-- them and how many. What an expectation says behind its colon may be of its row alone. DuckDB
-- only: arg_min, split_part.
SELECT
    source_file,
    MIN(source_row) AS first_row,
    "column",
    ARG_MIN(value, source_row) AS value,
    ARG_MIN(expectation, source_row) AS expectation,
    COUNT(*) AS row_count,
    "table"
FROM rejected_rows
GROUP BY source_file, "table", "column", SPLIT_PART(expectation, ':', 1)
ORDER BY source_file, first_row, "column"
