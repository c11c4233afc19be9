-- Grain: one row per row of a table that belongs to no supplier.
SELECT {table}.*, CAST(NULL AS STRING) AS owner_id
FROM {table}
