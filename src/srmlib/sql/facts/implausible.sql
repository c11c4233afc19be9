-- Grain: one row per check of days and amounts that found rows of one supplier, in any quarter.
SELECT plausibility.words, COUNT(*) AS row_count
FROM plausibility_rows
INNER JOIN plausibility ON plausibility.looked_for = plausibility_rows.looked_for
WHERE plausibility_rows.supplier_id = ?
GROUP BY plausibility.words
ORDER BY plausibility.words
