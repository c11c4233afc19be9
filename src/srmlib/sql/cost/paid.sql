-- What the buyer paid in a quarter, of one supplier or, where none is named, of all.
SELECT COALESCE(SUM(amount), 0) AS amount
FROM cost_ledger
WHERE paid_by = 'buyer'
    AND booked_on >= $start
    AND booked_on < $until
    AND ($supplier_id IS NULL OR supplier_id = $supplier_id)
