-- First response in time. Grain: one row per basis and ticket, placed by the plant-local day it was
-- sent. A basis reads differently: whether an automatic reply is an answer, the clock (by service
-- hours, whose), where it starts, and whose priority sets the target. outcome: in_time, late,
-- unanswered are counted; not_due (its target has not gone by, answered or not: else only those
-- that were would count), no_target, not_triaged (nobody knows when its clock starts), backwards
-- (answered or triaged before it was sent, or answered before its clock starts) are not. Minutes
-- are whole; a minute begun does not count. What happened on the as-of date or later is not known
-- yet.
WITH clock AS (
    SELECT time_zone, srm_utc(CAST(as_of AS TIMESTAMP), time_zone) AS known_until
    FROM snapshot_info
),
known AS (
    SELECT
        tickets.*,
        bases_s1.basis,
        bases_s1.clock,
        bases_s1.calendar,
        clock.time_zone,
        clock.known_until,
        CASE
            WHEN bases_s1.start <> 'triaged' THEN tickets.opened_at
            WHEN tickets.triaged_at < clock.known_until THEN tickets.triaged_at
        END AS started_at,
        -- LEAST passes over what is unknown.
        LEAST(
            CASE
                WHEN tickets.first_response_at < clock.known_until THEN tickets.first_response_at
            END,
            CASE
                WHEN bases_s1.auto_reply = 'yes' AND tickets.auto_reply_at < clock.known_until
                    THEN tickets.auto_reply_at
            END
        ) AS answered_at,
        CASE
            WHEN bases_s1.severity = 'supplier'
                THEN COALESCE(tickets.supplier_target_minutes, tickets.target_minutes)
            ELSE tickets.target_minutes
        END AS allowed_minutes
    FROM tickets
    INNER JOIN bases_s1 ON bases_s1.supplier_id = tickets.supplier_id
    CROSS JOIN clock
    WHERE tickets.opened_at < clock.known_until
),
measured AS (
    SELECT
        *,
        -- Until the answer or, while there is none, so far.
        CASE
            WHEN clock = 'business'
                THEN srm_open_minutes(calendar, started_at, COALESCE(answered_at, known_until))
            ELSE srm_minutes_between(started_at, COALESCE(answered_at, known_until))
        END AS minutes,
        CASE
            WHEN clock = 'business' THEN srm_open_minutes(calendar, started_at, known_until)
            ELSE srm_minutes_between(started_at, known_until)
        END AS minutes_so_far
    FROM known
),
judged AS (
    SELECT
        *,
        CASE
            WHEN answered_at < opened_at OR started_at < opened_at OR answered_at < started_at
                THEN 'backwards'
            WHEN started_at IS NULL THEN 'not_triaged'
            WHEN allowed_minutes IS NULL THEN 'no_target'
            WHEN minutes_so_far <= allowed_minutes THEN 'not_due'
            WHEN answered_at IS NULL THEN 'unanswered'
            WHEN minutes <= allowed_minutes THEN 'in_time'
            ELSE 'late'
        END AS outcome
    FROM measured
)
SELECT
    basis,
    supplier_id,
    ticket_id AS row_id,
    CAST(srm_local(opened_at, time_zone) AS DATE) AS counted_on,
    outcome,
    outcome IN ('in_time', 'late', 'unanswered') AS is_counted,
    CAST(
        CASE
            WHEN outcome = 'in_time' THEN 1
            WHEN outcome IN ('late', 'unanswered') THEN 0
        END AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(
        CASE WHEN outcome IN ('in_time', 'late', 'unanswered') THEN 1 END AS DECIMAL(18, 3)
    ) AS denominator,
    ticket_id,
    subject,
    priority,
    supplier_priority,
    opened_at,
    started_at,
    answered_at,
    allowed_minutes,
    CASE WHEN answered_at IS NOT NULL THEN minutes END AS response_minutes,
    cause
FROM judged
