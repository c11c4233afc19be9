-- Grain: one row per schedule line as a rule reads it, with what its rows say whatever the rule:
-- the last arrival, and all that arrived, zero when nothing did and null where the extract has no
-- quantities. rows_read: the metric's rows by this rule, which its own statement makes.
SELECT
    rows_read.row_id,
    rows_read.counted_on,
    rows_read.outcome,
    rows_read.is_counted,
    rows_read.numerator,
    rows_read.denominator,
    rows_read.due_on,
    rows_read.filled_on,
    arrived.docked_on,
    rows_read.ordered_qty,
    CASE WHEN arrived.line_id IS NULL THEN 0 ELSE arrived.received_qty END AS received_qty,
    rows_read.value_amount,
    schedule_lines.status,
    schedule_lines.cancelled_on,
    schedule_lines.source_file,
    schedule_lines.source_row
FROM rows_read
INNER JOIN schedule_lines ON schedule_lines.line_id = rows_read.row_id
LEFT JOIN (
    SELECT
        line_id,
        MAX(docked_on) AS docked_on,
        CASE WHEN COUNT(*) = COUNT(arrived_qty) THEN SUM(arrived_qty) END AS received_qty
    FROM arrivals
    GROUP BY line_id
) AS arrived ON arrived.line_id = rows_read.row_id
