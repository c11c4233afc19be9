-- What an id is the number of: a lot, a receipt, a supplier.
SELECT 'lot' AS kind FROM lots WHERE lot_id = $of_id
UNION
SELECT 'receipt' FROM receipts WHERE receipt_id = $of_id
UNION
SELECT 'supplier' FROM suppliers WHERE supplier_id = $of_id
ORDER BY kind
