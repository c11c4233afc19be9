-- Time to restore. Grain: one row per basis and ticket, placed by the plant-local day it was
-- resolved (while open, the day it was sent).
-- A measured value: the numerator is its minutes.
-- A basis reads differently: whether time waiting for the caller counts, when the clock stops, and
-- whose priority says which tickets are grave. Which statistic is taken of the minutes is for the
-- reader.
-- outcome: restored, resolved (whichever stops the clock) are counted; minor (priority 3 or 4),
-- open (not resolved, even if restored) are not. Minutes run day and night and are whole. What
-- happened on the as-of date or later is not known yet.
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
        clock.time_zone,
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
judged AS (
    SELECT
        *,
        CASE
            WHEN counted_priority IN ('P3', 'P4') THEN 'minor'
            WHEN known_resolved_at IS NULL THEN 'open'
            ELSE until
        END AS outcome,
        -- An unknown pause takes nothing off.
        CASE
            WHEN stopped_at IS NOT NULL
                THEN GREATEST(
                    srm_minutes_between(opened_at, stopped_at) - CASE
                        WHEN pauses = 'stops' THEN COALESCE(paused_minutes, 0)
                        ELSE 0
                    END,
                    0
                )
        END AS minutes
    FROM known
)
SELECT
    basis,
    supplier_id,
    ticket_id AS row_id,
    CAST(srm_local(COALESCE(known_resolved_at, opened_at), time_zone) AS DATE) AS counted_on,
    outcome,
    outcome IN ('restored', 'resolved') AS is_counted,
    CAST(
        CASE WHEN outcome IN ('restored', 'resolved') THEN minutes END AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(CASE WHEN outcome IN ('restored', 'resolved') THEN 1 END AS DECIMAL(18, 3)) AS denominator,
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
