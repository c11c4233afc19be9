-- Grain: one row per schedule line and basis (agreed, buyer, supplier, where stated): when it was due, when it was full, and what became of it.
-- Every basis of D1 is a row of switches in `bases`; all are read in one pass over the receipts.
-- filled_on is the day the deciding receipt reached the place that counts; without quantities, the last receipt's day.
-- outcome: on_time, late, early, short, overdue are counted; cancelled, not_due, nothing_ordered, no_due_date, ignored are not.
WITH placed AS (
    SELECT
        bases.basis,
        bases.full_percent,
        bases.partials,
        schedule_lines.line_id,
        schedule_lines.ordered_qty,
        arrivals.receipt_id,
        arrivals.arrived_qty,
        arrivals.is_qty_known,
        CASE bases.place WHEN 'shipped' THEN arrivals.shipped_on WHEN 'posted' THEN arrivals.posted_on ELSE arrivals.docked_on END AS placed_on
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    INNER JOIN bases ON bases.supplier_id = schedule_lines.supplier_id
),
running AS (
    SELECT
        *,
        SUM(arrived_qty) OVER (PARTITION BY basis, line_id ORDER BY placed_on, receipt_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS qty_so_far
    FROM placed
    WHERE placed_on IS NOT NULL
),
filled AS (
    SELECT
        basis,
        line_id,
        MAX(CASE WHEN is_qty_known THEN 1 ELSE 0 END) = 1 AS is_qty_known,
        SUM(arrived_qty) AS received_qty,
        MIN(placed_on) AS first_on,
        CASE
            WHEN MAX(partials) = 'first' THEN MIN(placed_on)
            WHEN MAX(CASE WHEN is_qty_known THEN 1 ELSE 0 END) = 1 THEN MIN(CASE WHEN 100 * qty_so_far >= full_percent * ordered_qty THEN placed_on END)
            ELSE MAX(placed_on)
        END AS filled_on
    FROM running
    GROUP BY basis, line_id
),
dated AS (
    SELECT
        schedule_lines.*,
        bases.basis,
        bases.early_days,
        bases.late_days,
        bases.overdue,
        CASE bases.due
            WHEN 'last_confirmed' THEN COALESCE(schedule_lines.last_confirmed_on, schedule_lines.requested_on, schedule_lines.promised_on)
            WHEN 'first_confirmed' THEN COALESCE(schedule_lines.first_confirmed_on, schedule_lines.requested_on, schedule_lines.promised_on)
            ELSE COALESCE(schedule_lines.requested_on, schedule_lines.promised_on)
        END AS due_on,
        filled.is_qty_known,
        filled.received_qty,
        filled.first_on,
        filled.filled_on,
        snapshot_info.as_of
    FROM schedule_lines
    INNER JOIN bases ON bases.supplier_id = schedule_lines.supplier_id
    LEFT JOIN filled ON filled.line_id = schedule_lines.line_id AND filled.basis = bases.basis
    CROSS JOIN snapshot_info
),
judged AS (
    SELECT
        *,
        CASE
            WHEN due_on IS NULL THEN 'no_due_date'
            WHEN ordered_qty = 0 THEN 'nothing_ordered'
            WHEN filled_on < srm_add_days(due_on, -early_days) THEN 'early'
            WHEN filled_on <= srm_add_days(due_on, late_days) THEN 'on_time'
            WHEN status = 'cancelled' AND cancelled_on < due_on THEN 'cancelled'
            WHEN filled_on IS NOT NULL THEN 'late'
            WHEN srm_add_days(due_on, late_days) >= as_of THEN 'not_due'
            WHEN first_on IS NOT NULL THEN 'short'
            WHEN overdue = 'ignored' THEN 'ignored'
            ELSE 'overdue'
        END AS outcome
    FROM dated
)
SELECT
    basis,
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
    value_amount,
    -- Nothing has arrived: that is known, and is zero.
    CASE WHEN first_on IS NULL THEN CAST(0 AS DECIMAL(38, 3)) WHEN is_qty_known THEN received_qty END AS received_qty,
    COALESCE(is_qty_known, TRUE) AS is_qty_known,
    outcome,
    outcome IN ('on_time', 'late', 'early', 'short', 'overdue') AS is_counted,
    outcome = 'on_time' AS is_on_time,
    -- Null when the order date is unknown or the line arrived before it was ordered: then the days say nothing.
    CASE WHEN filled_on >= ordered_on THEN srm_days_between(ordered_on, filled_on) END AS lead_time_days,
    COALESCE(filled_on < ordered_on, FALSE) AS is_received_before_ordered
FROM judged
