-- Grain: one row per receipt of a supplier that still stands in the quarter, and per return of it
-- (then qty is negative).
SELECT
    schedule_lines.part_id,
    part_units.uom AS uom,
    arrivals.receipt_id,
    arrivals.shipment_id,
    arrivals.arrived_qty AS qty,
    FALSE AS is_return
FROM arrivals
INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
LEFT JOIN part_units ON part_units.part_id = schedule_lines.part_id
WHERE schedule_lines.supplier_id = $supplier_id
    AND arrivals.docked_on >= $start
    AND arrivals.docked_on < $until
UNION ALL
SELECT
    schedule_lines.part_id,
    part_units.uom,
    returns.of_receipt_id,
    receipts.shipment_id,
    -returns.returned_qty,
    TRUE
FROM returns
INNER JOIN schedule_lines ON schedule_lines.line_id = returns.line_id
LEFT JOIN part_units ON part_units.part_id = schedule_lines.part_id
LEFT JOIN receipts ON receipts.receipt_id = returns.of_receipt_id
WHERE schedule_lines.supplier_id = $supplier_id
    AND returns.returned_on >= $start
    AND returns.returned_on < $until
ORDER BY receipt_id, is_return
