-- Grain: one row per meeting planned. There is one basis, the agreed one. Held within seven days of
-- the plan, before or after, is as planned.
-- Counted: held, moved (held, but further away), missed. Not counted: not_due (until the seven days
-- are over, held or not: else only those that were would count).
WITH known AS (
    SELECT
        bases_b6.basis,
        meetings.*,
        CASE
            WHEN meetings.held_on <= snapshot_info.as_of THEN meetings.held_on
        END AS known_held_on,
        snapshot_info.as_of
    FROM meetings
    INNER JOIN bases_b6 ON bases_b6.supplier_id = meetings.supplier_id
    CROSS JOIN snapshot_info
),
judged AS (
    SELECT
        known.*,
        CASE
            WHEN srm_add_days(planned_on, 7) > as_of THEN 'not_due'
            WHEN ABS(srm_days_between(planned_on, known_held_on)) <= 7 THEN 'held'
            WHEN known_held_on IS NOT NULL THEN 'moved'
            WHEN srm_add_days(planned_on, 7) < as_of THEN 'missed'
            ELSE 'not_due'
        END AS outcome
    FROM known
)
SELECT
    basis,
    supplier_id,
    meeting_id AS row_id,
    planned_on AS counted_on,
    outcome,
    outcome IN ('held', 'moved', 'missed') AS is_counted,
    CAST(CASE WHEN outcome = 'held' THEN 1 ELSE 0 END AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    tier,
    planned_on,
    known_held_on AS held_on
FROM judged
