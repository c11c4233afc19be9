-- Grain: one row per basis and counted row of a metric's rows, of a supplier in a span of days.
SELECT basis, counted_on, numerator, denominator
FROM {rows}
WHERE is_counted AND supplier_id = ? AND counted_on >= ? AND counted_on < ?
ORDER BY basis, row_id
