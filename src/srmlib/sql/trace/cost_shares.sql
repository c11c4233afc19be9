-- Whose cause what cost events are of is, by the links of what broke. Grain: one row per event of
-- an incident and link of it, in parts per 1,000,000,000; and two of an event that names nothing
-- that broke, where the supplier's share of a shared cause is known. supplier_id is empty where the
-- cost stays with the supplier it was booked of. cause_by: agreed by both firms, by a rule of
-- causes, or claimed by one, or as it was booked.
WITH told AS (
    SELECT DISTINCT effect_kind, effect_id FROM told_causes WHERE state = 'agreed'
)
SELECT
    events.source,
    events.event_id,
    events.effect_kind,
    events.effect_id,
    links.link_no,
    CASE WHEN links.cause_side NOT IN ('ours', 'not_traced') THEN links.supplier_id END
        AS supplier_id,
    CASE
        WHEN links.cause_side = 'tier2' THEN 'theirs'
        WHEN links.cause_side IN ('not_agreed', 'not_traced') THEN 'open'
        ELSE links.cause_side
    END AS cause,
    CASE
        WHEN links.cause_side IN ('not_agreed', 'not_traced') THEN 'rule'
        WHEN links.rule LIKE 'agreed%' THEN 'agreed'
        WHEN links.rule = 'claimed' OR links.evidence = 'claim' THEN 'claimed'
        ELSE 'rule'
    END AS cause_by,
    links.weight
FROM cost_incidents AS events
INNER JOIN trace_links AS links
    ON links.effect_kind = events.effect_kind AND links.effect_id = events.effect_id
UNION ALL
-- A notice says itself whose cause it is: as it was booked, or as the register told it.
SELECT
    events.source, events.event_id, events.effect_kind, events.effect_id, 1, NULL,
    quality_notices.cause,
    CASE WHEN told.effect_id IS NULL THEN 'booked' ELSE 'agreed' END,
    1000000000
FROM cost_incidents AS events
INNER JOIN quality_notices
    ON events.effect_kind = 'notice' AND quality_notices.notice_id = events.effect_id
LEFT JOIN told
    ON told.effect_kind = 'notice' AND told.effect_id = quality_notices.notice_id
WHERE events.source = 'cost_events' OR told.effect_id IS NOT NULL
UNION ALL
-- An event of no incident of which the register tells.
SELECT
    'cost_events', cost_events.event_id, NULL, NULL, 1, NULL, cost_events.cause, 'agreed',
    1000000000
FROM cost_events
INNER JOIN told
    ON told.effect_kind = 'cost_event' AND told.effect_id = cost_events.event_id
WHERE cost_events.their_share_rate IS NULL
UNION ALL
SELECT
    'cost_events', event_id, NULL, NULL, 1, NULL, 'theirs',
    CASE WHEN told.effect_id IS NULL THEN 'booked' ELSE 'agreed' END,
    CAST(1000000000 * their_share_rate AS BIGINT)
FROM cost_events
LEFT JOIN told ON told.effect_kind = 'cost_event' AND told.effect_id = cost_events.event_id
WHERE cause = 'shared' AND their_share_rate IS NOT NULL
UNION ALL
SELECT
    'cost_events', event_id, NULL, NULL, 2, NULL, 'ours',
    CASE WHEN told.effect_id IS NULL THEN 'booked' ELSE 'agreed' END,
    1000000000 - CAST(1000000000 * their_share_rate AS BIGINT)
FROM cost_events
LEFT JOIN told ON told.effect_kind = 'cost_event' AND told.effect_id = cost_events.event_id
WHERE cause = 'shared' AND their_share_rate IS NOT NULL
