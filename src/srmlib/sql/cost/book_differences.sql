-- Grain: one row per element and month of which the books hold another sum than the ledger.
SELECT
    cost_controls.element,
    cost_controls.month_on,
    CAST(cost_controls.amount AS DECIMAL(18, 2)) AS books,
    COALESCE(SUM(cost_ledger.amount), 0) AS in_ledger
FROM cost_controls
LEFT JOIN cost_ledger
    -- The books know whom a cost was booked of, not whom it is traced to.
    ON cost_ledger.booked_supplier_id = cost_controls.supplier_id
    AND cost_ledger.element = cost_controls.element
    AND cost_ledger.paid_by = 'buyer'
    AND CAST(DATE_TRUNC('month', cost_ledger.booked_on) AS DATE) = cost_controls.month_on
WHERE cost_controls.supplier_id = ?
    AND cost_controls.month_on >= ?
    AND cost_controls.month_on < ?
GROUP BY cost_controls.element, cost_controls.month_on, cost_controls.amount
HAVING CAST(cost_controls.amount AS DECIMAL(18, 2)) <> COALESCE(SUM(cost_ledger.amount), 0)
ORDER BY cost_controls.month_on, cost_controls.element
