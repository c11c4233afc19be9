-- Fixed first time. Grain: one row per basis and ticket, placed by the plant-local day it was
-- resolved (while open, the day it was sent). A basis reads differently: how long a ticket may come
-- back, whether a new ticket on the same fault brings it back, and tickets closed by silence.
-- outcome: fixed, reopened are counted; open (not resolved), silent (closed because the caller was
-- silent, where such tickets are out), not_due (the days in which it may come back are not over,
-- whether it has or not: else only those that did would count), backwards (resolved or opened again
-- before it was sent) are not. A day is 24 hours. What happened on the as-of date or later is not
-- known yet.
WITH clock AS (
    SELECT time_zone, srm_utc(CAST(as_of AS TIMESTAMP), time_zone) AS known_until
    FROM snapshot_info
),
known AS (
    SELECT
        tickets.*,
        clock.time_zone,
        clock.known_until,
        CASE
            WHEN tickets.resolved_at < clock.known_until THEN tickets.resolved_at
        END AS known_resolved_at,
        CASE
            WHEN tickets.reopened_at < clock.known_until THEN tickets.reopened_at
        END AS known_reopened_at
    FROM tickets
    CROSS JOIN clock
    WHERE tickets.opened_at < clock.known_until
),
followed AS (
    -- The supplier's first new ticket on the same fault after it was resolved; one sent while it
    -- was still open says nothing about the fix.
    SELECT known.ticket_id, MIN(later.opened_at) AS followed_at
    FROM known
    INNER JOIN known AS later
        ON later.follows_ticket_id = known.ticket_id
        AND later.supplier_id = known.supplier_id
        AND later.opened_at >= known.known_resolved_at
    GROUP BY known.ticket_id
),
judged AS (
    SELECT
        bases_s2.basis,
        known.*,
        followed.followed_at,
        CASE
            WHEN known.known_resolved_at < known.opened_at
                OR known.known_reopened_at < known.opened_at
                THEN 'backwards'
            WHEN known.known_resolved_at IS NULL THEN 'open'
            WHEN known.closed_by = 'silence' AND bases_s2.silence = 'out' THEN 'silent'
            WHEN srm_minutes_between(known.known_resolved_at, known.known_until)
                <= 1440 * bases_s2.reopen_days THEN 'not_due'
            -- Opened again before it was resolved for good: that is within any number of days.
            WHEN srm_minutes_between(known.known_resolved_at, known.known_reopened_at)
                <= 1440 * bases_s2.reopen_days
                THEN 'reopened'
            WHEN bases_s2.follow_up = 'reopens'
                AND srm_minutes_between(known.known_resolved_at, followed.followed_at)
                    <= 1440 * bases_s2.reopen_days THEN 'reopened'
            ELSE 'fixed'
        END AS outcome
    FROM known
    INNER JOIN bases_s2 ON bases_s2.supplier_id = known.supplier_id
    LEFT JOIN followed ON followed.ticket_id = known.ticket_id
)
SELECT
    basis,
    supplier_id,
    ticket_id AS row_id,
    -- The later of the two: a time before it was sent places nothing.
    CAST(srm_local(GREATEST(known_resolved_at, opened_at), time_zone) AS DATE) AS counted_on,
    outcome,
    outcome IN ('fixed', 'reopened') AS is_counted,
    CAST(
        CASE outcome WHEN 'fixed' THEN 1 WHEN 'reopened' THEN 0 END AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(CASE WHEN outcome IN ('fixed', 'reopened') THEN 1 END AS DECIMAL(18, 3)) AS denominator,
    ticket_id,
    subject,
    priority,
    opened_at,
    known_resolved_at AS resolved_at,
    known_reopened_at AS reopened_at,
    followed_at,
    CASE WHEN known_resolved_at IS NOT NULL THEN closed_by END AS closed_by,
    cause
FROM judged
