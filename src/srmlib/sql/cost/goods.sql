-- Grain: one row per receipt of a supplier that still stands in the quarter, and per return or
-- scrapping of what had come (then qty is negative).
SELECT
    schedule_lines.part_id,
    part_units.uom AS uom,
    arrivals.receipt_id,
    arrivals.shipment_id,
    arrivals.arrived_qty AS qty,
    FALSE AS has_left
FROM arrivals
INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
LEFT JOIN part_units ON part_units.part_id = schedule_lines.part_id
WHERE schedule_lines.supplier_id = $supplier_id
    AND arrivals.docked_on >= $start
    AND arrivals.docked_on < $until
UNION ALL
SELECT
    departures.part_id,
    part_units.uom,
    departures.receipt_id,
    departures.shipment_id,
    -departures.qty,
    TRUE
FROM departures
LEFT JOIN part_units ON part_units.part_id = departures.part_id
WHERE departures.supplier_id = $supplier_id
    AND departures.left_on >= $start
    AND departures.left_on < $until
ORDER BY receipt_id, has_left
