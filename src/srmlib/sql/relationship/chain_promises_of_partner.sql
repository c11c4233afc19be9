-- The promises of a quarter that a partner was to keep, of orders in which the supplier has a part,
-- and those kept.
SELECT
    COUNT(*) AS promised,
    COUNT(CASE WHEN outcome = 'kept' THEN 1 END) AS kept
FROM p1_rows
WHERE basis = 'agreed'
    AND outcome NOT IN ('not_due', 'not_shipped')
    AND supplier_id = $partner
    AND counted_on >= $start
    AND counted_on < $until
    AND EXISTS (
        SELECT 1 FROM customer_promises AS own
        WHERE own.supplier_id = $supplier AND own.customer_order_id = p1_rows.customer_order_id
    )
