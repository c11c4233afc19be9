-- The keys of rows of which a column tells of a later day.
INSERT INTO later
SELECT {key}
FROM {table}
WHERE {column} > ?
