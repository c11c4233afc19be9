-- Grain: one row per basis and schedule line: was it here, in full, by the day the supplier
-- confirmed? A basis reads differently which confirmation counts (the last or the first), whether
-- one sent too late still counts (after the day it moves or promises, or after the goods were
-- here), and whether lines cancelled before that day count. The day the line was full is D1's, as
-- agreed. Counted: on_time, late, overdue, cancelled where the basis says so. Not counted:
-- never_confirmed, confirmed_late, nothing_ordered, cancelled, not_due, unknown_qty, unknown_day.
-- What has no confirmation that counts is placed by D1's due date, else as D1 places it.
WITH told AS (
    SELECT
        confirmations.line_id,
        confirmations.confirmation_id,
        confirmations.confirmed_on,
        confirmations.for_on,
        ROW_NUMBER() OVER (
            PARTITION BY confirmations.line_id
            ORDER BY confirmations.confirmed_on, confirmations.confirmation_id
        ) AS told_number,
        -- Read backwards, the next one is the one before.
        LEAD(confirmations.for_on) OVER (
            PARTITION BY confirmations.line_id
            ORDER BY confirmations.confirmed_on DESC, confirmations.confirmation_id DESC
        )
            AS moved_on
    FROM confirmations
    CROSS JOIN snapshot_info
    WHERE confirmations.confirmed_on <= snapshot_info.as_of
),
running AS (
    -- A day that has passed can no longer be moved or promised, and what is here can no longer be
    -- confirmed: from the first one sent too late, none counts.
    SELECT
        told.*,
        MAX(
            CASE
                WHEN told.confirmed_on
                    > LEAST(told.for_on, COALESCE(told.moved_on, told.for_on))
                    OR told.confirmed_on > d1_rows.filled_on
                    THEN 1
                ELSE 0
            END
        )
            OVER (
                PARTITION BY told.line_id ORDER BY told.told_number
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            )
                = 1 AS is_too_late
    FROM told
    INNER JOIN d1_rows ON d1_rows.line_id = told.line_id AND d1_rows.basis = 'agreed'
),
confirmed AS (
    SELECT DISTINCT line_id FROM told
),
counting AS (
    SELECT
        bases_d2.basis,
        d1_rows.supplier_id,
        running.line_id,
        running.confirmed_on,
        running.for_on,
        ROW_NUMBER() OVER (
            PARTITION BY bases_d2.basis, running.line_id
            ORDER BY CASE
                WHEN bases_d2.confirmation = 'last' THEN -running.told_number
                ELSE running.told_number
            END
        ) AS choice
    FROM running
    INNER JOIN d1_rows ON d1_rows.line_id = running.line_id AND d1_rows.basis = 'agreed'
    INNER JOIN bases_d2 ON bases_d2.supplier_id = d1_rows.supplier_id
    WHERE bases_d2.after_due = 'count' OR NOT running.is_too_late
),
judged AS (
    SELECT
        bases_d2.basis,
        bases_d2.cancelled AS cancelled_lines,
        d1_rows.supplier_id,
        d1_rows.line_id,
        d1_rows.order_id,
        d1_rows.part_id,
        d1_rows.ordered_on,
        counting.confirmed_on,
        counting.for_on AS due_on,
        COALESCE(counting.for_on, d1_rows.due_on, d1_rows.counted_on) AS counted_on,
        d1_rows.filled_on,
        d1_rows.ordered_qty,
        CASE
            WHEN confirmed.line_id IS NULL THEN 'never_confirmed'
            WHEN counting.for_on IS NULL THEN 'confirmed_late'
            WHEN d1_rows.ordered_qty = 0 THEN 'nothing_ordered'
            WHEN schedule_lines.status = 'cancelled'
                AND schedule_lines.cancelled_on < counting.for_on
                AND schedule_lines.cancelled_on <= snapshot_info.as_of
                AND bases_d2.cancelled = 'out'
                THEN 'cancelled'
            -- Whatever became of it, as in D1.
            WHEN counting.for_on > snapshot_info.as_of THEN 'not_due'
            WHEN NOT d1_rows.is_full_known THEN 'unknown_qty'
            WHEN NOT d1_rows.is_day_known THEN 'unknown_day'
            WHEN d1_rows.filled_on <= counting.for_on THEN 'on_time'
            WHEN counting.for_on = snapshot_info.as_of THEN 'not_due'
            WHEN d1_rows.filled_on IS NOT NULL THEN 'late'
            WHEN schedule_lines.status = 'cancelled'
                AND schedule_lines.cancelled_on < counting.for_on
                AND schedule_lines.cancelled_on <= snapshot_info.as_of
                THEN 'cancelled'
            ELSE 'overdue'
        END AS outcome
    FROM d1_rows
    INNER JOIN bases_d2 ON bases_d2.supplier_id = d1_rows.supplier_id
    INNER JOIN schedule_lines ON schedule_lines.line_id = d1_rows.line_id
    CROSS JOIN snapshot_info
    LEFT JOIN confirmed ON confirmed.line_id = d1_rows.line_id
    LEFT JOIN counting
        ON counting.line_id = d1_rows.line_id
        AND counting.basis = bases_d2.basis
        AND counting.choice = 1
    WHERE d1_rows.basis = 'agreed'
)
SELECT
    basis,
    supplier_id,
    line_id AS row_id,
    counted_on,
    outcome,
    outcome IN ('on_time', 'late', 'overdue')
        OR (outcome = 'cancelled' AND cancelled_lines = 'in') AS is_counted,
    CAST(CASE WHEN outcome = 'on_time' THEN 1 ELSE 0 END AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    line_id,
    order_id,
    part_id,
    ordered_on,
    confirmed_on,
    due_on,
    filled_on,
    ordered_qty
FROM judged
