-- Grain: one row per metric, basis, supplier, period of the fiscal year (a calendar month, where it
-- is of months) that places its rows, and unit they are measured in: of different units there is no
-- sum; month_on is the period's first day. A quarter is the sum of its periods; the division comes
-- last. row_count: rows that stand in the denominator; met_count: rows with something in the
-- numerator.
SELECT
    metric_rows.metric_id,
    metric_rows.basis,
    metric_rows.supplier_id,
    calendar_days.period_on AS month_on,
    metric_rows.measured_in,
    CAST(SUM(metric_rows.numerator) AS DECIMAL(18, 3)) AS numerator,
    CAST(SUM(metric_rows.denominator) AS DECIMAL(18, 3)) AS denominator,
    COUNT(CASE WHEN metric_rows.denominator > 0 THEN 1 END) AS row_count,
    COUNT(CASE WHEN metric_rows.numerator > 0 THEN 1 END) AS met_count
FROM metric_rows
LEFT JOIN calendar_days ON calendar_days.day = metric_rows.counted_on
WHERE metric_rows.is_counted
GROUP BY
    metric_rows.metric_id,
    metric_rows.basis,
    metric_rows.supplier_id,
    calendar_days.period_on,
    metric_rows.measured_in
