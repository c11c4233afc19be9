-- Grain: one row per firm, element and month, where the books may hold a sum of each of two firms
-- that are one now. The table they go back to makes the sum as wide as an amount is.
SELECT
    supplier_id,
    element,
    month_on,
    SUM(amount) AS amount,
    MIN(source_file) AS source_file,
    MIN(source_row) AS source_row
FROM cost_controls
GROUP BY supplier_id, element, month_on
