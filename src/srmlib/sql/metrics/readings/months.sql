-- Grain: one row per basis, month and unit of a metric and supplier, in a span of months.
SELECT basis, month_on, measured_in, numerator, denominator, row_count, met_count
FROM metric_months
WHERE metric_id = ? AND supplier_id = ? AND month_on >= ? AND month_on < ?
ORDER BY basis, month_on, measured_in
