-- Grain: one row per schedule line: when it was due, when it was full, and what became of it under the default definition of D1.
-- filled_on is the dock date of the receipt that filled the line; without quantities, of its last receipt.
-- outcome: on_time, late, short, overdue are counted; cancelled, not_due, nothing_ordered, no_due_date are not.
WITH filled AS (
    SELECT
        arrivals.line_id,
        MAX(CASE WHEN arrivals.is_qty_known THEN 1 ELSE 0 END) = 1 AS is_qty_known,
        SUM(arrivals.arrived_qty) AS received_qty,
        MIN(arrivals.docked_on) AS first_docked_on,
        CASE
            WHEN MAX(CASE WHEN arrivals.is_qty_known THEN 1 ELSE 0 END) = 1
                THEN MIN(CASE WHEN arrivals.line_qty_so_far >= schedule_lines.ordered_qty THEN arrivals.docked_on END)
            ELSE MAX(arrivals.docked_on)
        END AS filled_on
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    GROUP BY arrivals.line_id
),
dated AS (
    SELECT
        schedule_lines.*,
        COALESCE(schedule_lines.last_confirmed_on, schedule_lines.requested_on, schedule_lines.promised_on) AS due_on,
        filled.is_qty_known,
        filled.received_qty,
        filled.first_docked_on,
        filled.filled_on,
        snapshot_info.as_of
    FROM schedule_lines
    LEFT JOIN filled ON filled.line_id = schedule_lines.line_id
    CROSS JOIN snapshot_info
),
judged AS (
    SELECT
        *,
        CASE
            WHEN due_on IS NULL THEN 'no_due_date'
            WHEN ordered_qty = 0 THEN 'nothing_ordered'
            WHEN filled_on <= due_on THEN 'on_time'
            WHEN status = 'cancelled' AND cancelled_on < due_on THEN 'cancelled'
            WHEN filled_on > due_on THEN 'late'
            WHEN due_on >= as_of THEN 'not_due'
            WHEN first_docked_on IS NOT NULL THEN 'short'
            ELSE 'overdue'
        END AS outcome
    FROM dated
)
SELECT
    line_id,
    order_id,
    supplier_id,
    part_id,
    made_at,
    ordered_on,
    requested_on,
    due_on,
    filled_on,
    ordered_qty,
    -- Nothing has arrived: that is known, and is zero.
    CASE WHEN first_docked_on IS NULL THEN CAST(0 AS DECIMAL(38, 3)) ELSE received_qty END AS received_qty,
    COALESCE(is_qty_known, TRUE) AS is_qty_known,
    outcome,
    outcome IN ('on_time', 'late', 'short', 'overdue') AS is_counted,
    outcome = 'on_time' AS is_on_time,
    -- Null when the order date is unknown or the line arrived before it was ordered: then the days say nothing.
    CASE WHEN filled_on >= ordered_on THEN DATEDIFF('day', ordered_on, filled_on) END AS lead_time_days,
    COALESCE(filled_on < ordered_on, FALSE) AS is_received_before_ordered
FROM judged
