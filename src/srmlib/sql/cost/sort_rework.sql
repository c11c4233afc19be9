-- Sorting, rework, where none is stated: one event per quality notice, on the day it was found; unknown where its hours are not supplied.
SELECT
    'quality_notices' AS source,
    concat('sorting ', quality_notices.notice_id) AS event_id,
    quality_notices.supplier_id,
    quality_notices.part_id,
    quality_notices.receipt_id,
    receipt_prices.shipment_id,
    quality_notices.found_on AS occurred_on,
    CASE WHEN quality_notices.our_hours IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    quality_notices.our_hours AS driver_qty,
    'hour' AS driver_unit,
    'sorting_rate' AS rate_name,
    quality_notices.cause,
    quality_notices.source_file,
    quality_notices.source_row
FROM quality_notices
LEFT JOIN receipt_prices ON receipt_prices.receipt_id = quality_notices.receipt_id
CROSS JOIN snapshot_info
WHERE quality_notices.found_on <= snapshot_info.as_of AND (SELECT COUNT(our_hours) FROM quality_notices) > 0
