-- Support contacts, where none is stated: one event per ticket, on the plant's day it was opened;
-- unknown where our minutes are not supplied.
SELECT
    'tickets' AS source,
    concat('ticket ', tickets.ticket_id) AS event_id,
    tickets.supplier_id,
    CAST(srm_local(tickets.opened_at, snapshot_info.time_zone) AS DATE) AS occurred_on,
    CASE WHEN tickets.our_minutes IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    tickets.our_minutes AS driver_qty,
    'minute' AS driver_unit,
    'support_rate' AS rate_name,
    60 AS rate_per,
    COALESCE(tickets.cause, 'open') AS cause,
    tickets.source_file,
    tickets.source_row
FROM tickets
CROSS JOIN snapshot_info
WHERE CAST(srm_local(tickets.opened_at, snapshot_info.time_zone) AS DATE) <= snapshot_info.as_of
    AND (SELECT COUNT(our_minutes) FROM tickets) > 0
