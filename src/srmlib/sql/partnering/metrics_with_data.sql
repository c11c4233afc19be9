-- The metrics of a supplier of which a row is counted in a quarter, as agreed.
SELECT DISTINCT metric_id
FROM metric_months
WHERE
    basis = 'agreed'
    AND supplier_id = $supplier_id
    AND month_on >= $start
    AND month_on < $until
    AND (row_count > 0 OR met_count > 0)
ORDER BY metric_id
