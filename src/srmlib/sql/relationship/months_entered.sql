-- The periods of one supplier's metrics whose rows are read anew, as marts/metric_months has them;
-- that statement reads calendar_days, which a published snapshot no longer holds.
SELECT
    metric_rows.metric_id,
    metric_rows.basis,
    metric_rows.supplier_id,
    fiscal_periods.starts_on AS month_on,
    metric_rows.measured_in,
    CAST(SUM(metric_rows.numerator) AS DECIMAL(18, 3)) AS numerator,
    CAST(SUM(metric_rows.denominator) AS DECIMAL(18, 3)) AS denominator,
    COUNT(CASE WHEN metric_rows.denominator > 0 THEN 1 END) AS row_count,
    COUNT(CASE WHEN metric_rows.numerator > 0 THEN 1 END) AS met_count
FROM metric_rows
INNER JOIN register_supplier ON register_supplier.supplier_id = metric_rows.supplier_id
INNER JOIN register_metrics ON register_metrics.metric_id = metric_rows.metric_id
LEFT JOIN fiscal_periods
    ON metric_rows.counted_on >= fiscal_periods.starts_on
    AND metric_rows.counted_on < fiscal_periods.until_on
WHERE metric_rows.is_counted
GROUP BY
    metric_rows.metric_id,
    metric_rows.basis,
    metric_rows.supplier_id,
    fiscal_periods.starts_on,
    metric_rows.measured_in
