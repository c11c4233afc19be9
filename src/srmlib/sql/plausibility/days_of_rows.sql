-- Grain: one row per row of a table and row of another it belongs to, with a day of each of which
-- one follows the other.
SELECT
    CAST(before_row.{earlier} AS TIMESTAMP) AS earlier_at,
    CAST(after_row.{later} AS TIMESTAMP) AS later_at,
    after_row.owner_id,
    after_row.source_file,
    after_row.source_row
FROM {later_table} AS after_row
INNER JOIN {earlier_table} AS before_row ON before_row.{earlier_key} = after_row.{later_key}
WHERE before_row.{earlier} IS NOT NULL AND after_row.{later} IS NOT NULL
