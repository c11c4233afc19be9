-- Grain: one row per metric, basis, supplier, month that places its rows, and unit they are
-- measured in: of different units there is no sum. A quarter is the sum of its months; the division
-- comes last. row_count: rows that stand in the denominator; met_count:
-- rows with something in the numerator.
SELECT
    metric_id,
    basis,
    supplier_id,
    CAST(DATE_TRUNC('month', counted_on) AS DATE) AS month_on,
    measured_in,
    CAST(SUM(numerator) AS DECIMAL(18, 3)) AS numerator,
    CAST(SUM(denominator) AS DECIMAL(18, 3)) AS denominator,
    COUNT(CASE WHEN denominator > 0 THEN 1 END) AS row_count,
    COUNT(CASE WHEN numerator > 0 THEN 1 END) AS met_count
FROM metric_rows
WHERE is_counted
GROUP BY
    metric_id, basis, supplier_id, CAST(DATE_TRUNC('month', counted_on) AS DATE), measured_in
