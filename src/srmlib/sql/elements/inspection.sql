-- Incoming inspection. One event per lot inspected, on the day it was decided, and one for its
-- hours where they are supplied.
WITH inspected AS (
    SELECT
        inspection_lots.lot_id,
        inspection_lots.supplier_id,
        COALESCE(inspection_lots.part_id, schedule_lines.part_id) AS part_id,
        schedule_lines.order_id,
        receipts.line_id,
        inspection_lots.receipt_id,
        receipts.shipment_id,
        inspection_lots.decided_on,
        inspection_lots.our_hours,
        inspection_lots.source_file,
        inspection_lots.source_row,
        CASE WHEN inspection_lots.is_tightened THEN 'theirs' ELSE 'ours' END AS cause,
        (SELECT COUNT(our_hours) FROM inspection_lots) > 0 AS has_hours
    FROM inspection_lots
    LEFT JOIN receipts ON receipts.receipt_id = inspection_lots.receipt_id
    LEFT JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    CROSS JOIN snapshot_info
    WHERE NOT COALESCE(inspection_lots.is_skip, FALSE)
        AND inspection_lots.decided_on <= snapshot_info.as_of
)
SELECT
    'inspection_lots' AS source,
    concat('lot ', lot_id) AS event_id,
    supplier_id,
    part_id,
    order_id,
    line_id,
    receipt_id,
    shipment_id,
    decided_on AS occurred_on,
    'amount' AS state,
    CAST(1 AS DECIMAL(18, 3)) AS driver_qty,
    'lot' AS driver_unit,
    'inspection_lot_rate' AS rate_name,
    cause,
    source_file,
    source_row
FROM inspected
UNION ALL
SELECT
    'inspection_lots',
    concat('hours of lot ', lot_id),
    supplier_id,
    part_id,
    order_id,
    line_id,
    receipt_id,
    shipment_id,
    decided_on,
    CASE WHEN our_hours IS NULL THEN 'unknown' ELSE 'amount' END,
    our_hours,
    'hour',
    'inspection_hour_rate',
    cause,
    source_file,
    source_row
FROM inspected
WHERE has_hours
