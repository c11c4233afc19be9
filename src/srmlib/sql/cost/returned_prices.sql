-- Grain: one row per return of a supplier's quarter of a known quantity: the price of the receipt
-- it
-- takes back, what arrived with it, and what went back.
SELECT cost_ledger.amount, arrivals.arrived_qty, returns.returned_qty
FROM returns
INNER JOIN arrivals ON arrivals.receipt_id = returns.of_receipt_id
INNER JOIN cost_ledger
    ON cost_ledger.receipt_id = arrivals.receipt_id AND cost_ledger.element = 'price'
WHERE cost_ledger.supplier_id = ?
    AND returns.returned_on >= ?
    AND returns.returned_on < ?
    AND arrivals.arrived_qty > 0
    AND returns.returned_qty IS NOT NULL
