-- Grain: one row per file, table, column and expectation that rejected rows broke: the first of
-- them
-- and how many. DuckDB only: arg_min.
SELECT
    source_file,
    MIN(source_row) AS first_row,
    "column",
    ARG_MIN(value, source_row) AS value,
    expectation,
    COUNT(*) AS row_count,
    "table"
FROM rejected_rows
GROUP BY source_file, "table", "column", expectation
ORDER BY source_file, first_row, "column"
