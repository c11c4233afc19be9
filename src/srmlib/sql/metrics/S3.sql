-- Time to restore. Grain: one row per basis and ticket, placed by the plant-local day it was
-- resolved (until then the day it was restored, while open the day it was sent). A measured value:
-- the numerator is its minutes, and the denominator 1, or 0 where they are only those so far. A
-- basis reads differently: whether time waiting for the caller counts, the clock (day and night, or
-- by service hours, whose), when it stops, and whose priority says which tickets are grave. Which
-- statistic is taken of the minutes is for the reader. outcome: restored, resolved (whichever stops
-- the clock), latest (when it was restored is not told: by then at the latest), open (the clock
-- runs until the as-of date) are counted; minor (priority 3 or 4), backwards (restored or resolved
-- before it was sent), pause_too_long (it waited longer than it took, where waiting does not count)
-- are not. Minutes are whole. What happened on the as-of date or later is not known yet.
WITH clock AS (
    SELECT time_zone, srm_utc(CAST(as_of AS TIMESTAMP), time_zone) AS known_until
    FROM snapshot_info
),
known AS (
    SELECT
        tickets.*,
        bases_s3.basis,
        bases_s3.pauses,
        bases_s3.until,
        bases_s3.clock AS counted_clock,
        bases_s3.calendar,
        clock.time_zone,
        clock.known_until,
        CASE
            WHEN tickets.resolved_at < clock.known_until THEN tickets.resolved_at
        END AS known_resolved_at,
        -- What is resolved for good has been restored, at the latest then.
        COALESCE(
            CASE
                WHEN bases_s3.until = 'restored' AND tickets.restored_at < clock.known_until
                    THEN tickets.restored_at
            END,
            CASE WHEN tickets.resolved_at < clock.known_until THEN tickets.resolved_at END
        ) AS stopped_at,
        CASE
            WHEN bases_s3.severity = 'supplier'
                THEN COALESCE(tickets.supplier_priority, tickets.priority)
            ELSE tickets.priority
        END AS counted_priority
    FROM tickets
    INNER JOIN bases_s3 ON bases_s3.supplier_id = tickets.supplier_id
    CROSS JOIN clock
    WHERE tickets.opened_at < clock.known_until
),
timed AS (
    SELECT
        *,
        -- Until the clock stopped or, while it runs, so far.
        srm_minutes_between(opened_at, COALESCE(stopped_at, known_until)) AS whole_minutes,
        -- An unknown pause takes nothing off.
        CASE WHEN pauses = 'stops' THEN COALESCE(paused_minutes, 0) ELSE 0 END AS minutes_off,
        CASE
            WHEN counted_clock = 'business'
                THEN srm_open_minutes(calendar, opened_at, COALESCE(stopped_at, known_until))
        END AS open_minutes
    FROM known
),
judged AS (
    SELECT
        *,
        CASE
            WHEN counted_priority IN ('P3', 'P4') THEN 'minor'
            WHEN stopped_at < opened_at OR known_resolved_at < opened_at THEN 'backwards'
            WHEN minutes_off > whole_minutes THEN 'pause_too_long'
            WHEN stopped_at IS NULL THEN 'open'
            WHEN until = 'restored' AND restored_at IS NULL THEN 'latest'
            ELSE until
        END AS outcome,
        -- How long it waited is known, not when: a pause lies over closed hours as far as it can,
        -- and there takes nothing off. LEAST passes over the open minutes where they do not count.
        CASE
            WHEN COALESCE(stopped_at >= opened_at, TRUE) AND minutes_off <= whole_minutes
                THEN LEAST(whole_minutes - minutes_off, open_minutes)
        END AS minutes
    FROM timed
)
SELECT
    basis,
    supplier_id,
    ticket_id AS row_id,
    -- The later of the two: a time before it was sent places nothing.
    CAST(
        srm_local(GREATEST(COALESCE(known_resolved_at, stopped_at), opened_at), time_zone) AS DATE
    ) AS counted_on,
    outcome,
    outcome IN ('restored', 'resolved', 'latest', 'open') AS is_counted,
    CAST(
        CASE WHEN outcome IN ('restored', 'resolved', 'latest', 'open') THEN minutes END
        AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(
        CASE
            WHEN outcome IN ('restored', 'resolved', 'latest') THEN 1
            WHEN outcome = 'open' THEN 0
        END AS DECIMAL(18, 3)
    ) AS denominator,
    ticket_id,
    subject,
    priority,
    supplier_priority,
    opened_at,
    stopped_at,
    known_resolved_at AS resolved_at,
    paused_minutes,
    minutes,
    cause
FROM judged
