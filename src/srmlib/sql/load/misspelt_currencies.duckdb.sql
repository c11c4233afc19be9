-- Grain: one row per file and text of a table that is no code of a currency: its first row, and how
-- many there are. DuckDB only: a match of the whole text by a bound pattern.
SELECT source_file, MIN(source_row) AS first_row, currency, COUNT(*) AS row_count
FROM {table}
WHERE NOT REGEXP_FULL_MATCH(currency, ?)
GROUP BY source_file, currency
ORDER BY source_file, first_row, currency
