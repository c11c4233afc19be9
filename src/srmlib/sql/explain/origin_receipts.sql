-- Grain: one row per receipt, with what arrived of its line and what was ordered for how much.
SELECT
    receipts.*,
    arrivals.arrived_qty,
    arrivals.line_qty_so_far,
    came.line_qty,
    arrivals.is_qty_known,
    arrivals.line_receipt_number,
    arrivals.line_receipts,
    receipt_prices.price_amount,
    schedule_lines.ordered_qty,
    schedule_lines.value_amount,
    schedule_lines.currency,
    schedule_lines.requested_on,
    d1_rows.due_on,
    bases_d1.early_days
FROM receipts
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
LEFT JOIN arrivals ON arrivals.receipt_id = receipts.receipt_id
LEFT JOIN (
    SELECT line_id, MAX(line_qty_so_far) AS line_qty FROM arrivals GROUP BY line_id
) AS came
    ON came.line_id = receipts.line_id
LEFT JOIN receipt_prices ON receipt_prices.receipt_id = receipts.receipt_id
LEFT JOIN d1_rows ON d1_rows.line_id = receipts.line_id AND d1_rows.basis = 'agreed'
LEFT JOIN bases_d1
    ON bases_d1.supplier_id = d1_rows.supplier_id AND bases_d1.basis = d1_rows.basis
