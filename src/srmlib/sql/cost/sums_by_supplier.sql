-- Grain: one row per supplier, element and cause of a quarter: what the buyer paid, and how many
-- rows
-- are not known.
SELECT
    supplier_id,
    element,
    cause,
    COALESCE(SUM(amount), 0) AS amount,
    COUNT(CASE WHEN state = 'unknown' THEN 1 END) AS unknown_rows
FROM cost_ledger
WHERE paid_by = 'buyer' AND booked_on >= ? AND booked_on < ?
GROUP BY supplier_id, element, cause
ORDER BY supplier_id, element, cause
