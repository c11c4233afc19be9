-- Grain: one row per schedule line: whether it was late, changed by us inside its lead time, and
-- handed to the carrier in time. hand_over: by the supplier's last moment where both times are
-- known, else by its last day; unknown where either is missing.
WITH shipped AS (
    SELECT
        line_id,
        MAX(shipped_on) AS shipped_on,
        MAX(shipped_at) AS shipped_at,
        COUNT(shipped_on) = COUNT(*) AS is_day_known,
        COUNT(shipped_at) = COUNT(*) AS is_time_known
    FROM receipts
    WHERE kind = 'receipt'
    GROUP BY line_id
),
dated AS (
    SELECT
        schedule_lines.*,
        COALESCE(schedule_lines.ship_by_on, CAST(schedule_lines.ship_by_at AS DATE)) AS last_on
    FROM schedule_lines
)
SELECT
    dated.line_id,
    dated.supplier_id,
    dated.part_id,
    dated.made_at,
    dated.last_on AS ship_by_on,
    shipped.line_id IS NOT NULL AS is_received,
    COALESCE(d1_rows.is_changed_inside, FALSE) AS is_changed_by_us,
    CASE
        WHEN d1_rows.outcome_if_unchanged IN ('late', 'overdue', 'short', 'partly') THEN 1
        WHEN d1_rows.outcome_if_unchanged IN ('on_time', 'early', 'over') THEN 0
        -- Not counted as due, but here in time.
        WHEN d1_rows.outcome_if_unchanged IN ('not_due', 'cancelled')
            AND d1_rows.filled_on <= d1_rows.due_on
            THEN 0
        -- Not counted for want of a quantity, but nothing of it came in time.
        WHEN d1_rows.outcome_if_unchanged = 'unknown_qty' AND d1_rows.first_on > d1_rows.due_on
            THEN 1
    END AS line_late,
    CASE
        WHEN shipped.is_time_known AND dated.ship_by_at IS NOT NULL
            THEN CASE WHEN shipped.shipped_at <= dated.ship_by_at THEN 'in_time' ELSE 'late' END
        WHEN shipped.is_day_known AND dated.last_on IS NOT NULL
            THEN CASE WHEN shipped.shipped_on <= dated.last_on THEN 'in_time' ELSE 'late' END
        ELSE 'unknown'
    END AS hand_over
FROM dated
LEFT JOIN shipped ON shipped.line_id = dated.line_id
LEFT JOIN d1_rows ON d1_rows.line_id = dated.line_id AND d1_rows.basis = 'agreed'
