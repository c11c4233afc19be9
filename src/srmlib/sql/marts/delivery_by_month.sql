-- Grain: one row per supplier and month of the due date. A quarter is the sum of its months.
SELECT
    supplier_id,
    CAST(DATE_TRUNC('month', due_on) AS DATE) AS month_on,
    COUNT(*) AS due_count,
    SUM(CASE WHEN is_on_time THEN 1 ELSE 0 END) AS on_time_count,
    SUM(CASE WHEN is_qty_known THEN 0 ELSE 1 END) AS without_qty_count
FROM line_outcomes
WHERE is_counted
GROUP BY supplier_id, CAST(DATE_TRUNC('month', due_on) AS DATE)
