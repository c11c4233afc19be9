-- The first row of a file of which a column tells of one day.
SELECT MIN(source_row) AS source_row
FROM {table}
WHERE source_file = ? AND {column} = ?
