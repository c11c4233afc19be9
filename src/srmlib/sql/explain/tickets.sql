-- Grain: one row per ticket, with its times as far as they are known: what happened on the as-of
-- date or later is not. local_…: by the plant's clock.
WITH clock AS (
    SELECT time_zone, srm_utc(CAST(as_of AS TIMESTAMP), time_zone) AS known_until
    FROM snapshot_info
),
known AS (
    SELECT
        tickets.ticket_id,
        tickets.supplier_id,
        tickets.subject,
        tickets.priority,
        tickets.supplier_priority,
        tickets.paused_minutes,
        tickets.target_minutes,
        tickets.supplier_target_minutes,
        tickets.follows_ticket_id,
        tickets.our_minutes,
        tickets.closed_by,
        tickets.cause,
        CASE WHEN tickets.opened_at < clock.known_until THEN tickets.opened_at END AS opened_at,
        CASE WHEN tickets.triaged_at < clock.known_until THEN tickets.triaged_at END AS triaged_at,
        CASE WHEN tickets.auto_reply_at < clock.known_until THEN tickets.auto_reply_at END
            AS auto_reply_at,
        CASE WHEN tickets.first_response_at < clock.known_until THEN tickets.first_response_at END
            AS first_response_at,
        CASE WHEN tickets.restored_at < clock.known_until THEN tickets.restored_at END
            AS restored_at,
        CASE WHEN tickets.resolved_at < clock.known_until THEN tickets.resolved_at END
            AS resolved_at,
        CASE WHEN tickets.reopened_at < clock.known_until THEN tickets.reopened_at END
            AS reopened_at,
        clock.known_until,
        clock.time_zone
    FROM tickets
    CROSS JOIN clock
)
SELECT
    known.*,
    srm_local(opened_at, time_zone) AS local_opened_at,
    srm_local(triaged_at, time_zone) AS local_triaged_at,
    srm_local(auto_reply_at, time_zone) AS local_auto_reply_at,
    srm_local(first_response_at, time_zone) AS local_first_response_at,
    srm_local(restored_at, time_zone) AS local_restored_at,
    srm_local(resolved_at, time_zone) AS local_resolved_at,
    srm_local(reopened_at, time_zone) AS local_reopened_at
FROM known
