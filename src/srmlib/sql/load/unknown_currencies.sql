-- Grain: one row per file and currency that has no rate at all, with a known one that differs in
-- capitals only. A currency of one line is one wrong cell, however often the line is received.
SELECT
    converted.currency_file,
    MIN(converted.currency_row) AS first_row,
    converted.currency,
    COUNT(DISTINCT converted.currency_row) AS row_count,
    MIN(known.currency) AS alike
FROM converted
LEFT JOIN known ON UPPER(known.currency) = UPPER(converted.currency)
WHERE converted.currency NOT IN (SELECT currency FROM known)
GROUP BY converted.currency_file, converted.currency
ORDER BY currency_file, first_row, currency
