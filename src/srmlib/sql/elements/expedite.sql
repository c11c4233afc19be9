-- Expediting, where no chases are supplied: one event per order line that came late, short or not
-- at all by the agreed D1, on the day it was due. Unknown where nobody knows whether it came in
-- full or when it was due; then on the day it came, else on the as-of date.
SELECT
    'schedule_lines' AS source,
    concat('late line ', d1_rows.line_id) AS event_id,
    d1_rows.supplier_id,
    d1_rows.part_id,
    d1_rows.order_id,
    d1_rows.line_id,
    COALESCE(d1_rows.due_on, d1_rows.first_on, snapshot_info.as_of) AS occurred_on,
    CASE
        WHEN d1_rows.due_on IS NULL OR d1_rows.outcome_if_unchanged = 'unknown_qty' THEN 'unknown'
        ELSE 'amount'
    END AS state,
    CASE
        WHEN d1_rows.due_on IS NOT NULL AND d1_rows.outcome_if_unchanged <> 'unknown_qty' THEN 1
    END AS driver_qty,
    'line' AS driver_unit,
    'late_line_rate' AS rate_name,
    CASE WHEN d1_rows.is_changed_inside THEN 'ours' ELSE 'open' END AS cause,
    schedule_lines.source_file,
    schedule_lines.source_row
FROM d1_rows
INNER JOIN schedule_lines ON schedule_lines.line_id = d1_rows.line_id
CROSS JOIN snapshot_info
WHERE d1_rows.basis = 'agreed'
    AND (
        d1_rows.due_on IS NULL
        OR d1_rows.outcome_if_unchanged IN ('late', 'short', 'partly', 'overdue', 'unknown_qty')
    )
