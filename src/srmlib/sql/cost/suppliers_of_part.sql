-- The suppliers, but for one kind of them, with costs of a part that the buyer paid in a quarter.
SELECT supplier_id, name
FROM suppliers
WHERE kind <> ?
    AND supplier_id IN (
        SELECT supplier_id
        FROM cost_ledger
        WHERE part_id = ? AND paid_by = 'buyer' AND booked_on >= ? AND booked_on < ?
    )
ORDER BY supplier_id
