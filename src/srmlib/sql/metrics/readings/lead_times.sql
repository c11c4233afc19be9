-- Grain: one row per schedule line of a supplier that delivery variability counts in a span of days
-- and that is full: the days from order to full, where they can be right.
SELECT lead_time_days
FROM d3_rows
WHERE basis = 'agreed'
    AND is_counted
    AND lead_time_days IS NOT NULL
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
ORDER BY row_id
