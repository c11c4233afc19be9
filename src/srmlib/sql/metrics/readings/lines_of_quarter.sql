-- Of the lines that on time, in full counts in a quarter: how many came without a received quantity
-- and with one, were changed by the buyer inside the lead time, and were changed so and missed.
SELECT
    COUNT(*) AS line_count,
    COUNT(CASE WHEN NOT is_qty_known THEN 1 END) AS without_qty,
    COUNT(CASE WHEN is_qty_known AND first_on IS NOT NULL THEN 1 END) AS with_qty,
    COUNT(CASE WHEN is_changed_inside THEN 1 END) AS changed,
    COUNT(CASE WHEN is_changed_inside AND NOT is_on_time THEN 1 END) AS missed_changed
FROM d1_rows
WHERE basis = 'agreed'
    AND is_counted
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
