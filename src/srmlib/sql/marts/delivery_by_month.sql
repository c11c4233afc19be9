-- Grain: one row per basis, supplier and month of the due date. A quarter is the sum of its months.
SELECT
    basis,
    supplier_id,
    CAST(DATE_TRUNC('month', due_on) AS DATE) AS month_on,
    COUNT(*) AS due_count,
    SUM(CASE WHEN is_on_time THEN 1 ELSE 0 END) AS on_time_count,
    SUM(ordered_qty) AS due_qty,
    SUM(CASE WHEN is_on_time THEN ordered_qty ELSE 0 END) AS on_time_qty,
    SUM(value_amount) AS due_amount,
    SUM(CASE WHEN is_on_time THEN value_amount ELSE 0 END) AS on_time_amount,
    SUM(CASE WHEN is_qty_known THEN 0 ELSE 1 END) AS without_qty_count
FROM line_outcomes
WHERE is_counted
GROUP BY basis, supplier_id, CAST(DATE_TRUNC('month', due_on) AS DATE)
