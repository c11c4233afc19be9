-- Sorting, rework, where none is stated: one event per quality notice, on the day it was found; unknown where its hours are not supplied.
SELECT
    'quality_notices' AS source,
    concat('sorting ', notice_id) AS event_id,
    supplier_id,
    part_id,
    receipt_id,
    found_on AS occurred_on,
    CASE WHEN our_hours IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    our_hours AS driver_qty,
    'hour' AS driver_unit,
    'sorting_rate' AS rate_name,
    cause,
    source_file,
    source_row
FROM quality_notices
CROSS JOIN snapshot_info
WHERE found_on <= snapshot_info.as_of AND (SELECT COUNT(our_hours) FROM quality_notices) > 0
