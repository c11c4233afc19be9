-- Corrective actions on time. Grain: one row per basis and corrective action, placed by the due
-- date that counts. A basis reads differently: when an action is closed, which due date counts, and
-- whether its days are calendar or working days (of whose service hours). By working days the
-- action has as many of them, from the day after it was asked for, as it has calendar days.
-- outcome: on_time, late, overdue (due before the as-of date and not closed) are counted; not_due
-- (due after the as-of date, closed or not, or due on it and not closed), backwards (closed before
-- it was asked for) are not.
WITH known AS (
    SELECT
        bases_q3.basis,
        bases_q3.clock,
        bases_q3.calendar,
        corrective_actions.*,
        CASE
            WHEN bases_q3.due = 'original'
                THEN COALESCE(corrective_actions.first_due_on, corrective_actions.due_on)
            ELSE corrective_actions.due_on
        END AS agreed_on,
        -- What is verified has been answered.
        COALESCE(
            CASE
                WHEN bases_q3.closed = 'answered'
                    AND corrective_actions.answered_on <= snapshot_info.as_of
                    THEN corrective_actions.answered_on
            END,
            CASE
                WHEN corrective_actions.verified_on <= snapshot_info.as_of
                    THEN corrective_actions.verified_on
            END
        ) AS closed_on,
        snapshot_info.as_of
    FROM corrective_actions
    INNER JOIN bases_q3 ON bases_q3.supplier_id = corrective_actions.supplier_id
    CROSS JOIN snapshot_info
    WHERE corrective_actions.issued_on <= snapshot_info.as_of
),
dated AS (
    SELECT
        *,
        CASE
            WHEN clock = 'working' AND agreed_on > issued_on
                THEN srm_add_workdays(
                    calendar, issued_on, srm_days_between(issued_on, agreed_on)
                )
            ELSE agreed_on
        END AS counted_on
    FROM known
),
judged AS (
    SELECT
        *,
        CASE
            WHEN closed_on < issued_on THEN 'backwards'
            WHEN counted_on > as_of THEN 'not_due'
            WHEN closed_on <= counted_on THEN 'on_time'
            WHEN closed_on IS NOT NULL THEN 'late'
            WHEN counted_on < as_of THEN 'overdue'
            ELSE 'not_due'
        END AS outcome
    FROM dated
)
SELECT
    basis,
    supplier_id,
    action_id AS row_id,
    counted_on,
    outcome,
    outcome IN ('on_time', 'late', 'overdue') AS is_counted,
    CAST(
        CASE WHEN outcome = 'on_time' THEN 1 WHEN outcome IN ('late', 'overdue') THEN 0 END
        AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(
        CASE WHEN outcome IN ('on_time', 'late', 'overdue') THEN 1 END AS DECIMAL(18, 3)
    ) AS denominator,
    action_id,
    notice_id,
    part_id,
    defect_code,
    issued_on,
    first_due_on,
    due_on,
    closed_on
FROM judged
