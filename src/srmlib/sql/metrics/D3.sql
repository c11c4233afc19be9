-- Delivery variability. Grain: one row per basis and schedule line: its days late (numerator,
-- negative where it came early; the denominator is 1, and 0 where they are only those so far). A
-- basis reads differently from which day the days are counted (the agreed day, the order or the
-- first confirmation), whether they are calendar or working days, and whether lines that were
-- expedited count. The agreed day is D1's due date, as agreed, as are the day the line was full,
-- and which lines are cancelled or not yet due.
-- Counted: received, and overdue, whose days are those so far, and will be that many or more; a
-- line that was cancelled or closed after its day has those until then. Not counted: no_due_date,
-- nothing_ordered, cancelled, not_due, unknown_qty, unknown_day, never_confirmed, no_start,
-- backwards, expedited. A line without an agreed day has a lead time all the same once it is full:
-- from the order or the first confirmation it counts, on the day it came; else it is placed as D1
-- places it.
WITH first_told AS (
    SELECT confirmations.line_id, MIN(confirmations.confirmed_on) AS confirmed_on
    FROM confirmations
    CROSS JOIN snapshot_info
    WHERE confirmations.confirmed_on <= snapshot_info.as_of
    GROUP BY confirmations.line_id
),
hurried AS (
    SELECT cost_events.line_id, COUNT(*) AS events
    FROM cost_events
    CROSS JOIN snapshot_info
    WHERE cost_events.element IN ('expedite', 'premium_freight')
        AND cost_events.occurred_on <= snapshot_info.as_of
    GROUP BY cost_events.line_id
),
started AS (
    SELECT
        bases_d3.basis,
        bases_d3.start,
        bases_d3.days,
        bases_d3.calendar,
        bases_d3.expedites,
        d1_rows.supplier_id,
        d1_rows.line_id,
        d1_rows.order_id,
        d1_rows.part_id,
        d1_rows.ordered_on,
        first_told.confirmed_on,
        d1_rows.due_on,
        COALESCE(d1_rows.due_on, d1_rows.counted_on) AS counted_on,
        d1_rows.filled_on,
        -- Until it was full, else so far, or until nobody waited for it any more.
        COALESCE(
            d1_rows.filled_on,
            GREATEST(
                d1_rows.due_on,
                LEAST(
                    snapshot_info.as_of, schedule_lines.cancelled_on, schedule_lines.closed_on
                )
            )
        ) AS until_on,
        d1_rows.lead_time_days,
        d1_rows.is_full_known,
        d1_rows.is_day_known,
        d1_rows.ordered_qty,
        d1_rows.outcome_if_unchanged,
        d1_rows.is_counted_if_unchanged,
        CASE bases_d3.start
            WHEN 'due' THEN d1_rows.due_on
            WHEN 'confirmed' THEN first_told.confirmed_on
            ELSE d1_rows.ordered_on
        END AS started_on,
        hurried.line_id IS NOT NULL AS is_expedited
    FROM d1_rows
    INNER JOIN bases_d3 ON bases_d3.supplier_id = d1_rows.supplier_id
    INNER JOIN schedule_lines ON schedule_lines.line_id = d1_rows.line_id
    CROSS JOIN snapshot_info
    LEFT JOIN first_told ON first_told.line_id = d1_rows.line_id
    LEFT JOIN hurried ON hurried.line_id = d1_rows.line_id
    WHERE d1_rows.basis = 'agreed'
),
judged AS (
    SELECT
        started.*,
        CASE
            WHEN ordered_qty = 0 THEN 'nothing_ordered'
            WHEN due_on IS NULL AND (start = 'due' OR filled_on IS NULL) THEN 'no_due_date'
            WHEN outcome_if_unchanged = 'cancelled' AND NOT is_counted_if_unchanged
                THEN 'cancelled'
            WHEN outcome_if_unchanged = 'not_due' THEN 'not_due'
            WHEN NOT is_full_known THEN 'unknown_qty'
            WHEN NOT is_day_known THEN 'unknown_day'
            WHEN expedites = 'out' AND is_expedited THEN 'expedited'
            WHEN start = 'confirmed' AND confirmed_on IS NULL THEN 'never_confirmed'
            WHEN started_on IS NULL THEN 'no_start'
            WHEN start <> 'due' AND until_on < started_on THEN 'backwards'
            WHEN filled_on IS NULL THEN 'overdue'
            ELSE 'received'
        END AS outcome
    FROM started
)
SELECT
    basis,
    supplier_id,
    line_id AS row_id,
    counted_on,
    outcome,
    outcome IN ('received', 'overdue') AS is_counted,
    CAST(
        CASE
            WHEN outcome NOT IN ('received', 'overdue') THEN NULL
            WHEN days = 'working'
                THEN srm_workdays_before(calendar, until_on)
                - srm_workdays_before(calendar, started_on)
            ELSE srm_days_between(started_on, until_on)
        END AS DECIMAL(18, 3)
    ) AS numerator,
    -- What is not full yet is late by that many days at least.
    CAST(CASE WHEN outcome = 'overdue' THEN 0 ELSE 1 END AS DECIMAL(18, 3)) AS denominator,
    line_id,
    order_id,
    part_id,
    ordered_on,
    confirmed_on,
    started_on,
    due_on,
    filled_on,
    until_on,
    lead_time_days,
    ordered_qty,
    is_expedited
FROM judged
