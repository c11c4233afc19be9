-- Every spelling of an id that one column holds.
INSERT INTO spellings
SELECT DISTINCT {column}, CAST(NULL AS VARCHAR)
FROM {table}
WHERE {column} IS NOT NULL
