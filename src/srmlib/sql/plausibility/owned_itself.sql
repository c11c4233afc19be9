-- Grain: one row per row of a table that names its supplier.
SELECT {table}.*, {table}.supplier_id AS owner_id
FROM {table}
