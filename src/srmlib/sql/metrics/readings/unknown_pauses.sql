-- The tickets counted in a span of days of which nobody says how long they waited.
SELECT COUNT(*) AS tickets
FROM s3_rows
WHERE basis = 'agreed' AND supplier_id = ? AND counted_on >= ? AND counted_on < ?
    AND is_counted AND paused_minutes IS NULL
