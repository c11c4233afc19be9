-- What broke that a cost event is of. Grain: one row per event that is of an incident: one that the
-- extract states and that names it, the time spent on its ticket (told once, however many incidents
-- name the ticket), what is derived from its notice.
SELECT 'cost_events' AS source, event_id, effect_kind, effect_id
FROM cost_events
WHERE effect_id IS NOT NULL
UNION ALL
SELECT 'tickets', concat('ticket ', ticket_id), 'incident', MIN(incident_id)
FROM incidents
WHERE ticket_id IS NOT NULL
GROUP BY ticket_id
UNION ALL
SELECT 'quality_notices', concat('sorting ', notice_id), 'notice', notice_id FROM quality_notices
UNION ALL
SELECT 'quality_notices', concat('scrap ', notice_id), 'notice', notice_id FROM quality_notices
