-- Grain: one row per row of a metric as the agreed basis reads it, of those that are named. DuckDB
-- only: the ids are bound as one list.
SELECT *
FROM {rows}
WHERE basis = 'agreed' AND supplier_id = ? AND LIST_CONTAINS(?, row_id)
ORDER BY row_id
