-- The keys of rows of which a column of times tells of a later plant-local day.
INSERT INTO later
SELECT {key}
FROM {table}
WHERE CAST(srm_local({column}, ?) AS DATE) > ?
