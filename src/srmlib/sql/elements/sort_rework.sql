-- Sorting, rework, where none is stated: one event per quality notice, on the day it was found;
-- unknown where its hours are not supplied.
SELECT
    'quality_notices' AS source,
    concat('sorting ', quality_notices.notice_id) AS event_id,
    quality_notices.supplier_id,
    COALESCE(quality_notices.part_id, schedule_lines.part_id) AS part_id,
    schedule_lines.order_id,
    receipts.line_id,
    quality_notices.receipt_id,
    receipts.shipment_id,
    quality_notices.found_on AS occurred_on,
    CASE WHEN quality_notices.our_hours IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    quality_notices.our_hours AS driver_qty,
    'hour' AS driver_unit,
    'sorting_rate' AS rate_name,
    quality_notices.cause,
    quality_notices.source_file,
    quality_notices.source_row
FROM quality_notices
LEFT JOIN receipts ON receipts.receipt_id = quality_notices.receipt_id
LEFT JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
CROSS JOIN snapshot_info
WHERE quality_notices.found_on <= snapshot_info.as_of
    AND (SELECT COUNT(our_hours) FROM quality_notices) > 0
