-- The first row of a file of which a column of times tells of one plant-local day.
SELECT MIN(source_row) AS source_row
FROM {table}
WHERE source_file = ? AND CAST(srm_local({column}, ?) AS DATE) = ?
