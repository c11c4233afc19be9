-- Grain: one row per basis and row of a metric that any of the bases places in a quarter.
-- rows_read: the metric's rows by these bases, which its own statement makes. Whatever that gives,
-- nothing of another supplier is read.
SELECT *
FROM (
    SELECT
        rows_read.*,
        MAX(CASE WHEN counted_on >= ? AND counted_on < ? THEN 1 ELSE 0 END)
            OVER (PARTITION BY row_id) AS is_near
    FROM rows_read
    WHERE supplier_id = ?
) AS near
WHERE is_near = 1
ORDER BY row_id
