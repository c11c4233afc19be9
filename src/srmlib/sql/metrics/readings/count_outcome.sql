-- How many rows of a metric that the agreed basis places in a span of days have an outcome.
SELECT COUNT(*) AS row_count
FROM {rows}
WHERE basis = 'agreed'
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
    AND outcome = ?
