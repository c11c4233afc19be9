-- Grain: one row per schedule line: did we change it inside its lead time?
-- There is one basis, the agreed one. Which lines are due, and which change is inside the lead
-- time, is D1's, as agreed; of lines that D1 leaves out because we changed them, what D1 would have
-- made of them otherwise; a line is due also where nobody knows whether or when it was full.
-- Counted: changed, unchanged. Not counted: whatever else D1 does not count, by D1's outcome; what
-- has no due date is placed as D1 places it; unknown_side (changed inside the lead time, nobody
-- knows by whom).
WITH judged AS (
    SELECT
        bases_b1.basis,
        d1_rows.supplier_id,
        d1_rows.line_id,
        d1_rows.order_id,
        d1_rows.part_id,
        d1_rows.ordered_on,
        d1_rows.requested_on,
        d1_rows.due_on,
        COALESCE(d1_rows.due_on, d1_rows.counted_on) AS counted_on,
        d1_rows.is_changed_inside,
        CASE
            WHEN NOT d1_rows.is_counted_if_unchanged
                AND d1_rows.outcome_if_unchanged
                NOT IN ('unknown_qty', 'unknown_day', 'unknown_time')
                THEN d1_rows.outcome_if_unchanged
            WHEN d1_rows.is_changed_inside THEN 'changed'
            WHEN d1_rows.is_change_unclear THEN 'unknown_side'
            ELSE 'unchanged'
        END AS outcome
    FROM d1_rows
    INNER JOIN bases_b1 ON bases_b1.supplier_id = d1_rows.supplier_id
    WHERE d1_rows.basis = 'agreed'
)
SELECT
    basis,
    supplier_id,
    line_id AS row_id,
    counted_on,
    outcome,
    outcome IN ('changed', 'unchanged') AS is_counted,
    CAST(CASE WHEN outcome = 'changed' THEN 1 ELSE 0 END AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    line_id,
    order_id,
    part_id,
    ordered_on,
    requested_on,
    due_on,
    is_changed_inside
FROM judged
