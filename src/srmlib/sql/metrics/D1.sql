-- On time, in full. Grain: one row per schedule line and basis: when it was due, when it was full,
-- and what became of it. A basis chooses the due date, the place and clock of receipt, the window,
-- what is full, the receipt that decides, which lines count, what places a line in a month, and
-- what is counted. All bases are read in one pass over the receipts.
-- filled_on is the day the deciding receipt reached the place that counts; without quantities, the
-- last receipt's day. Lines of which only one receipt stands need no running total.
-- A day of shipping or of keying in that is not known: the dock day, which is known, stands for it.
-- outcome: on_time, late, early, short, over, overdue are counted, cancelled where the basis says
-- so; cancelled, not_due, nothing_ordered, no_due_date, ignored, changed, free are not.
-- outcome_if_unchanged is what would have become of the line if lines the buyer changed were
-- counted: other metrics read whether it is due there.
WITH changed AS (
    -- The buyer's change came after the order and later than the lead time before the day asked
    -- for.
    SELECT DISTINCT order_changes.line_id
    FROM order_changes
    INNER JOIN schedule_lines ON schedule_lines.line_id = order_changes.line_id
    CROSS JOIN snapshot_info
    WHERE order_changes.by_side = 'buyer'
        AND order_changes.field <> 'price'
        AND order_changes.changed_on <= snapshot_info.as_of
        AND order_changes.changed_on
            > COALESCE(schedule_lines.ordered_on, srm_add_days(order_changes.changed_on, -1))
        AND (schedule_lines.lead_days IS NULL
            OR order_changes.changed_on
                > srm_add_days(
                    COALESCE(schedule_lines.requested_on, schedule_lines.promised_on),
                    -schedule_lines.lead_days
                ))
),
units AS (
    SELECT part_id, LOWER(uom) AS uom FROM parts
),
parts AS (
    -- Lines of several receipts, by the place and clock of each basis: the one that fills the line
    -- must be found.
    SELECT
        bases_d1.basis,
        bases_d1.partials,
        bases_d1.full_percent,
        schedule_lines.ordered_qty,
        arrivals.line_id,
        arrivals.receipt_id,
        arrivals.is_qty_known,
        CASE
            WHEN bases_d1.returns = 'undo' THEN arrivals.kept_qty
            ELSE arrivals.arrived_qty
        END AS arrived_qty,
        CASE bases_d1.place
            WHEN 'shipped' THEN COALESCE(arrivals.shipped_on, arrivals.docked_on)
            WHEN 'posted' THEN COALESCE(arrivals.posted_on, arrivals.docked_on)
            ELSE arrivals.docked_on
        END AS placed_on,
        -- By the time of day, what comes after midnight comes after the date has ended: it is told
        -- as the day after.
        CASE
            WHEN bases_d1.clock = 'time' AND bases_d1.place = 'dock' AND arrivals.is_past_midnight
                THEN 1
            ELSE 0
        END AS days_after
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    INNER JOIN bases_d1 ON bases_d1.supplier_id = schedule_lines.supplier_id
    -- A receipt of nothing is no receipt.
    WHERE arrivals.line_receipts > 1
        AND COALESCE(arrivals.arrived_qty, 1) > 0
        AND (arrivals.is_kept OR bases_d1.returns = 'stand')
),
running AS (
    SELECT
        parts.*,
        srm_add_days(placed_on, days_after) AS told_on,
        partials = 'last'
            AND 100 * SUM(arrived_qty)
                OVER (
                    PARTITION BY basis, line_id
                    -- Of one day's receipts, those told as the day after come last.
                    ORDER BY placed_on, days_after, receipt_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                )
            < full_percent * ordered_qty AS is_not_yet_full
    FROM parts
),
filled AS (
    SELECT
        basis,
        line_id,
        CAST(SUM(arrived_qty) AS DECIMAL(18, 3)) AS received_qty,
        MIN(placed_on) AS first_on,
        CASE
            WHEN MAX(partials) = 'last' AND MIN(CASE WHEN is_qty_known THEN 1 ELSE 0 END) = 0
                THEN MAX(placed_on)
            ELSE MIN(CASE WHEN NOT is_not_yet_full THEN placed_on END)
        END AS filled_on,
        CASE
            WHEN MAX(partials) = 'last' AND MIN(CASE WHEN is_qty_known THEN 1 ELSE 0 END) = 0
                THEN MAX(told_on)
            ELSE MIN(CASE WHEN NOT is_not_yet_full THEN told_on END)
        END AS told_on
    FROM running
    GROUP BY basis, line_id
),
held AS (
    -- Every line under every basis, with its receipt where it has only one: then no running total
    -- is needed, and most lines are so.
    SELECT
        schedule_lines.line_id,
        schedule_lines.order_id,
        schedule_lines.supplier_id,
        schedule_lines.part_id,
        schedule_lines.made_at,
        schedule_lines.ordered_on,
        schedule_lines.requested_on,
        schedule_lines.first_confirmed_on,
        schedule_lines.last_confirmed_on,
        schedule_lines.promised_on,
        schedule_lines.ordered_qty,
        schedule_lines.value_amount,
        schedule_lines.currency,
        schedule_lines.status,
        schedule_lines.cancelled_on,
        bases_d1.basis,
        bases_d1.due,
        bases_d1.early_days,
        bases_d1.late_days,
        bases_d1.full_percent,
        bases_d1.over_percent,
        bases_d1.partials,
        bases_d1.overdue,
        bases_d1.changed AS changed_lines,
        bases_d1.cancelled AS cancelled_lines,
        bases_d1.free AS free_lines,
        bases_d1.period,
        bases_d1.unit,
        changed.line_id IS NOT NULL AS is_changed_inside,
        arrivals.is_qty_known,
        arrivals.line_receipts > 1 AS is_in_parts,
        CASE
            WHEN bases_d1.returns = 'undo' THEN arrivals.kept_qty
            ELSE arrivals.arrived_qty
        END AS arrived_qty,
        CASE
            WHEN arrivals.arrived_qty = 0 OR (bases_d1.returns = 'undo' AND NOT arrivals.is_kept)
                THEN NULL
            WHEN bases_d1.place = 'shipped' THEN COALESCE(arrivals.shipped_on, arrivals.docked_on)
            WHEN bases_d1.place = 'posted' THEN COALESCE(arrivals.posted_on, arrivals.docked_on)
            ELSE arrivals.docked_on
        END AS placed_on,
        CASE
            WHEN bases_d1.clock = 'time' AND bases_d1.place = 'dock' AND arrivals.is_past_midnight
                THEN 1
            ELSE 0
        END AS days_after
    FROM schedule_lines
    LEFT JOIN arrivals
        ON arrivals.line_id = schedule_lines.line_id AND arrivals.line_receipt_number = 1
    LEFT JOIN changed ON changed.line_id = schedule_lines.line_id
    INNER JOIN bases_d1 ON bases_d1.supplier_id = schedule_lines.supplier_id
),
alone AS (
    SELECT
        held.*,
        CASE
            WHEN partials = 'last' AND 100 * arrived_qty < full_percent * ordered_qty THEN NULL
            ELSE placed_on
        END AS full_on
    FROM held
),
dated AS (
    SELECT
        alone.*,
        CASE
            WHEN is_in_parts THEN filled.received_qty
            WHEN placed_on IS NOT NULL THEN arrived_qty
        END AS received_qty,
        CASE WHEN is_in_parts THEN filled.first_on ELSE placed_on END AS first_on,
        CASE WHEN is_in_parts THEN filled.filled_on ELSE full_on END AS filled_on,
        CASE
            WHEN is_in_parts THEN filled.told_on
            ELSE srm_add_days(full_on, days_after)
        END AS told_on,
        snapshot_info.as_of
    FROM alone
    LEFT JOIN filled ON filled.line_id = alone.line_id AND filled.basis = alone.basis
    CROSS JOIN snapshot_info
),
due AS (
    SELECT
        dated.*,
        CASE dated.due
            WHEN 'last_confirmed'
                THEN COALESCE(dated.last_confirmed_on, dated.requested_on, dated.promised_on)
            WHEN 'first_confirmed'
                THEN COALESCE(dated.first_confirmed_on, dated.requested_on, dated.promised_on)
            ELSE COALESCE(dated.requested_on, dated.promised_on)
        END AS due_on
    FROM dated
),
judged AS (
    SELECT
        due.*,
        CASE
            WHEN due_on IS NULL THEN 'no_due_date'
            WHEN ordered_qty = 0 THEN 'nothing_ordered'
            WHEN free_lines = 'out' AND value_amount = 0 THEN 'free'
            WHEN over_percent IS NOT NULL
                AND filled_on IS NOT NULL
                AND is_qty_known
                AND 100 * received_qty > (100 + over_percent) * ordered_qty
                THEN 'over'
            WHEN told_on < srm_add_days(due_on, -early_days) THEN 'early'
            WHEN told_on <= srm_add_days(due_on, late_days) THEN 'on_time'
            WHEN status = 'cancelled' AND cancelled_on < due_on AND cancelled_lines = 'out'
                THEN 'cancelled'
            -- Before 'late': a receipt docked by the as-of date can be told as later than that date
            -- (keyed in, or by the clock), and is not known to be late.
            WHEN srm_add_days(due_on, late_days) >= as_of THEN 'not_due'
            WHEN filled_on IS NOT NULL THEN 'late'
            WHEN status = 'cancelled' AND cancelled_on < due_on THEN 'cancelled'
            WHEN first_on IS NOT NULL THEN 'short'
            WHEN overdue = 'ignored' THEN 'ignored'
            ELSE 'overdue'
        END AS outcome_if_unchanged
    FROM due
),
weighed AS (
    SELECT
        judged.*,
        outcome_if_unchanged IN ('on_time', 'late', 'early', 'short', 'over', 'overdue')
            OR (
                outcome_if_unchanged = 'cancelled'
                AND cancelled_lines = 'in'
                AND srm_add_days(due_on, late_days) < as_of
            ) AS is_counted_if_unchanged,
        CASE
            WHEN changed_lines = 'out'
                AND is_changed_inside
                AND outcome_if_unchanged NOT IN ('no_due_date', 'nothing_ordered', 'free')
                THEN 'changed'
            ELSE outcome_if_unchanged
        END AS outcome
    FROM judged
),
counted AS (
    SELECT
        weighed.*,
        is_counted_if_unchanged AND outcome <> 'changed' AS is_counted,
        CASE
            WHEN period = 'received' THEN COALESCE(filled_on, due_on)
            ELSE due_on
        END AS counted_on,
        -- A line of no order is an order of its own.
        CASE
            WHEN order_id IS NULL THEN CONCAT('line ', line_id)
            ELSE CONCAT('order ', order_id)
        END AS order_key
    FROM weighed
),
orders AS (
    -- An order is met when all its counted lines are; it belongs to the day of its last one, and
    -- stands on its first line.
    SELECT
        basis,
        supplier_id,
        order_key,
        MIN(line_id) AS bearer_id,
        MAX(counted_on) AS counted_on,
        MIN(CASE WHEN outcome = 'on_time' THEN 1 ELSE 0 END) AS is_met
    FROM counted
    WHERE unit = 'order' AND is_counted
    GROUP BY basis, supplier_id, order_key
)
SELECT
    counted.basis,
    counted.supplier_id,
    counted.line_id AS row_id,
    CASE
        WHEN counted.is_counted THEN COALESCE(orders.counted_on, counted.counted_on)
        ELSE counted.counted_on
    END AS counted_on,
    counted.outcome,
    counted.is_counted,
    CAST(CASE
        WHEN counted.unit = 'order'
            THEN CASE WHEN orders.bearer_id = counted.line_id THEN orders.is_met ELSE 0 END
        WHEN counted.outcome <> 'on_time' THEN 0
        WHEN counted.unit = 'quantity' THEN counted.ordered_qty
        WHEN counted.unit = 'value' THEN counted.value_amount
        ELSE 1
    END AS DECIMAL(18, 3)) AS numerator,
    CAST(CASE counted.unit
        WHEN 'order' THEN CASE WHEN orders.bearer_id = counted.line_id THEN 1 ELSE 0 END
        WHEN 'quantity' THEN counted.ordered_qty
        WHEN 'value' THEN counted.value_amount
        ELSE 1
    END AS DECIMAL(18, 3)) AS denominator,
    counted.line_id,
    counted.order_id,
    counted.part_id,
    counted.made_at,
    counted.ordered_on,
    counted.requested_on,
    counted.first_confirmed_on,
    counted.last_confirmed_on,
    counted.due_on,
    counted.first_on,
    counted.filled_on,
    counted.ordered_qty,
    counted.value_amount,
    -- Nothing has arrived: that is known, and is zero.
    CASE
        WHEN counted.first_on IS NULL THEN CAST(0 AS DECIMAL(18, 3))
        WHEN counted.is_qty_known THEN counted.received_qty
    END AS received_qty,
    COALESCE(counted.is_qty_known, TRUE) AS is_qty_known,
    counted.is_changed_inside,
    counted.outcome_if_unchanged,
    counted.is_counted_if_unchanged,
    counted.outcome = 'on_time' AS is_on_time,
    -- Null when the order date is unknown or the line arrived before it was ordered: then the days
    -- say nothing.
    CASE
        WHEN counted.filled_on >= counted.ordered_on
            THEN srm_days_between(counted.ordered_on, counted.filled_on)
    END AS lead_time_days,
    COALESCE(counted.filled_on < counted.ordered_on, FALSE) AS is_received_before_ordered,
    -- Quantities of different units, and amounts of different currencies, have no sum.
    CASE counted.unit
        WHEN 'quantity' THEN units.uom
        WHEN 'value' THEN counted.currency
    END AS measured_in
FROM counted
LEFT JOIN units ON units.part_id = counted.part_id
LEFT JOIN orders
    ON counted.is_counted
    AND counted.unit = 'order'
    AND orders.basis = counted.basis
    AND orders.supplier_id = counted.supplier_id
    AND orders.order_key = counted.order_key
