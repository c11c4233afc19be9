-- Grain: one row per row of a table that has two days of which one follows the other.
SELECT
    CAST({earlier} AS TIMESTAMP) AS earlier_at,
    CAST({later} AS TIMESTAMP) AS later_at,
    owner_id,
    source_file,
    source_row
FROM {later_table}
WHERE {earlier} IS NOT NULL AND {later} IS NOT NULL
