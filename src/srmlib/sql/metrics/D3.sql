-- Grain: one row per basis and schedule line: the days from order to the receipt that filled the
-- line (numerator; the denominator is 1). A basis reads differently where lead time starts, whether
-- days are calendar or working days, and whether lines that were expedited count. Due date, the
-- day the line was full, and which lines are cancelled or not yet due are D1's, as agreed; what has
-- no due date is placed as D1 places it. Counted: received. Not counted: no_due_date,
-- nothing_ordered, cancelled, not_due, unknown_qty, unknown_day, open, never_confirmed, no_start,
-- backwards, expedited.
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
        d1_rows.is_full_known,
        d1_rows.is_day_known,
        d1_rows.ordered_qty,
        d1_rows.outcome_if_unchanged,
        d1_rows.is_counted_if_unchanged,
        CASE
            WHEN bases_d3.start = 'confirmed' THEN first_told.confirmed_on
            ELSE d1_rows.ordered_on
        END AS started_on,
        hurried.line_id IS NOT NULL AS is_expedited
    FROM d1_rows
    INNER JOIN bases_d3 ON bases_d3.supplier_id = d1_rows.supplier_id
    LEFT JOIN first_told ON first_told.line_id = d1_rows.line_id
    LEFT JOIN hurried ON hurried.line_id = d1_rows.line_id
    WHERE d1_rows.basis = 'agreed'
),
judged AS (
    SELECT
        started.*,
        CASE
            WHEN ordered_qty = 0 THEN 'nothing_ordered'
            WHEN due_on IS NULL THEN 'no_due_date'
            WHEN outcome_if_unchanged = 'cancelled' AND NOT is_counted_if_unchanged
                THEN 'cancelled'
            WHEN outcome_if_unchanged = 'not_due' THEN 'not_due'
            WHEN NOT is_full_known THEN 'unknown_qty'
            WHEN NOT is_day_known THEN 'unknown_day'
            WHEN filled_on IS NULL THEN 'open'
            WHEN expedites = 'out' AND is_expedited THEN 'expedited'
            WHEN start = 'confirmed' AND confirmed_on IS NULL THEN 'never_confirmed'
            WHEN started_on IS NULL THEN 'no_start'
            WHEN filled_on < started_on THEN 'backwards'
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
    outcome = 'received' AS is_counted,
    CAST(
        CASE
            WHEN outcome <> 'received' THEN NULL
            WHEN days = 'working'
                THEN srm_workdays_before(calendar, filled_on)
                - srm_workdays_before(calendar, started_on)
            ELSE srm_days_between(started_on, filled_on)
        END AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    line_id,
    order_id,
    part_id,
    ordered_on,
    confirmed_on,
    started_on,
    due_on,
    filled_on,
    ordered_qty,
    is_expedited
FROM judged
