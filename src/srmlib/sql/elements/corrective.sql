-- Corrective actions, audits, where none is stated: one event per action, on the day it was asked
-- for; unknown where its hours are not supplied.
SELECT
    'corrective_actions' AS source,
    concat('action ', action_id) AS event_id,
    supplier_id,
    part_id,
    issued_on AS occurred_on,
    CASE WHEN our_hours IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    our_hours AS driver_qty,
    'hour' AS driver_unit,
    'corrective_rate' AS rate_name,
    'shared' AS cause,
    source_file,
    source_row
FROM corrective_actions
CROSS JOIN snapshot_info
WHERE issued_on <= snapshot_info.as_of AND (SELECT COUNT(our_hours) FROM corrective_actions) > 0
