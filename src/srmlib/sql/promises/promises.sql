-- The promises of a quarter that depended on a supplier, in the order of days promised; the cause
-- of
-- a broken one where both firms agreed on it.
SELECT
    row_id AS promise_id,
    customer_order_id,
    counted_on AS due_on,
    kept_on,
    outcome,
    CASE WHEN is_cause_agreed THEN broken_cause END AS agreed_cause
FROM p1_rows
WHERE basis = 'agreed'
    AND supplier_id = ?
    AND outcome NOT IN ('not_due', 'not_shipped')
    AND counted_on >= ?
    AND counted_on < ?
ORDER BY counted_on, row_id
