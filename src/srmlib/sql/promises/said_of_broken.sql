-- What customers wrote of the orders whose promise was broken, where it is traced to this supplier
-- or
-- to nobody.
SELECT customer_order_id, subject
FROM complaints
WHERE subject IS NOT NULL
    AND received_on <= $as_of
    AND (supplier_id = $supplier_id OR supplier_id IS NULL)
    AND customer_order_id IN (
        SELECT customer_order_id
        FROM p1_rows
        WHERE basis = 'agreed'
            AND supplier_id = $supplier_id
            AND counted_on >= $start
            AND counted_on < $until
            AND outcome <> 'kept'
    )
ORDER BY received_on, complaint_id
