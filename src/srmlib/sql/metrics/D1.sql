-- On time, in full. Grain: one row per schedule line and basis: when it was due, when it was full,
-- and what became of it. A basis chooses the due date, the place and clock of receipt, the window,
-- what is full, the receipt that decides, which lines count, what places a line in a month, and
-- what is counted. All bases are read in one pass over the receipts.
-- filled_on is the day the deciding receipt reached the place that counts; of a supplier of whom no
-- quantity is known at all, the last receipt's day. Lines of which only one receipt stands need no
-- running total.
-- A line of which the day of shipping or of keying in is not known counts neither way: the dock day
-- only places it. Of a supplier of whom no such day is known at all, what did not come does not
-- count either: it would count alone. So with quantities, where they are what is counted.
-- What is told as shipped or keyed in after the as-of date has, by that place, not come yet. What
-- came after a line was closed for good is not seen: nobody wanted it any more.
-- is_full_known: whether the quantities tell when the line was full; where they do not, filled_on
-- is null, and the line counts neither way: those in time cannot be told, so those too late would
-- make the number too low.
-- outcome: on_time, late, early, short, over, overdue are counted, by quantity partly too, and
-- cancelled where the basis says so; cancelled, not_due, nothing_ordered, no_due_date, unknown_qty,
-- unknown_day, unknown_time, ignored, changed, unknown_change, free are not. One without a due date
-- is placed by the day it came, else the day it was ordered, else the as-of date.
-- outcome_if_unchanged is what would have become of the line if lines the buyer changed were
-- counted: other metrics read whether it is due there.
WITH changed AS (
    -- The buyer's change came after the order, later than the lead time before the day asked for
    -- (else the first of the other days that is known), and not after the last day it was due by
    -- any of its dates: that would be after the fact. Where nobody knows who asked for it, that is
    -- told.
    SELECT
        order_changes.line_id,
        MAX(CASE WHEN order_changes.by_side = 'buyer' THEN 1 ELSE 0 END) = 1 AS is_ours,
        MAX(CASE WHEN order_changes.by_side IS NULL THEN 1 ELSE 0 END) = 1 AS is_unclear
    FROM order_changes
    INNER JOIN schedule_lines ON schedule_lines.line_id = order_changes.line_id
    CROSS JOIN snapshot_info
    WHERE COALESCE(order_changes.by_side, 'buyer') = 'buyer'
        AND order_changes.field <> 'price'
        AND order_changes.changed_on <= snapshot_info.as_of
        AND order_changes.changed_on
            <= COALESCE(
                GREATEST(
                    schedule_lines.requested_on,
                    schedule_lines.promised_on,
                    schedule_lines.first_confirmed_on,
                    schedule_lines.last_confirmed_on
                ),
                order_changes.changed_on
            )
        AND order_changes.changed_on
            > COALESCE(schedule_lines.ordered_on, srm_add_days(order_changes.changed_on, -1))
        AND (schedule_lines.lead_days IS NULL
            OR order_changes.changed_on
                > srm_add_days(
                    COALESCE(
                        schedule_lines.requested_on,
                        schedule_lines.promised_on,
                        schedule_lines.first_confirmed_on,
                        schedule_lines.last_confirmed_on
                    ),
                    -schedule_lines.lead_days
                ))
    GROUP BY order_changes.line_id
),
stated AS (
    -- Whether any quantity, any day of shipping and any day of keying in is known of a supplier: of
    -- one of whom no quantity is known at all, the dates alone decide.
    SELECT
        schedule_lines.supplier_id,
        MAX(CASE WHEN arrivals.arrived_qty IS NULL THEN 0 ELSE 1 END) = 1 AS is_qty_stated,
        COUNT(arrivals.shipped_on) > 0 AS is_shipping_stated,
        COUNT(arrivals.posted_on) > 0 AS is_posting_stated
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    GROUP BY schedule_lines.supplier_id
),
due AS (
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
        schedule_lines.closed_on,
        schedule_lines.closed_by,
        bases_d1.basis,
        bases_d1.place,
        bases_d1.clock,
        bases_d1.early_days,
        bases_d1.late_days,
        bases_d1.full_percent,
        bases_d1.over_percent,
        bases_d1.closed AS closed_lines,
        bases_d1.returns,
        bases_d1.overdue,
        bases_d1.changed AS changed_lines,
        bases_d1.cancelled AS cancelled_lines,
        bases_d1.free AS free_lines,
        bases_d1.period,
        bases_d1.unit,
        -- The first receipt decides where it is said so, and where any quantity is enough.
        bases_d1.partials = 'first' OR bases_d1.full_percent = 0 AS is_full_by_any,
        COALESCE(stated.is_qty_stated, TRUE) AS is_qty_stated,
        CASE bases_d1.place
            WHEN 'shipped' THEN COALESCE(stated.is_shipping_stated, TRUE)
            WHEN 'posted' THEN COALESCE(stated.is_posting_stated, TRUE)
            ELSE TRUE
        END AS is_day_stated,
        snapshot_info.as_of,
        CASE bases_d1.due
            WHEN 'last_confirmed'
                THEN COALESCE(
                    schedule_lines.last_confirmed_on,
                    schedule_lines.requested_on,
                    schedule_lines.promised_on
                )
            WHEN 'first_confirmed'
                THEN COALESCE(
                    schedule_lines.first_confirmed_on,
                    schedule_lines.requested_on,
                    schedule_lines.promised_on
                )
            ELSE COALESCE(schedule_lines.requested_on, schedule_lines.promised_on)
        END AS due_on
    FROM schedule_lines
    INNER JOIN bases_d1 ON bases_d1.supplier_id = schedule_lines.supplier_id
    LEFT JOIN stated ON stated.supplier_id = schedule_lines.supplier_id
    CROSS JOIN snapshot_info
),
lines AS (
    SELECT
        due.*,
        srm_add_days(due_on, -early_days) AS since_on,
        srm_add_days(due_on, late_days) AS until_on,
        COALESCE(
            status = 'cancelled' AND cancelled_on < due_on AND cancelled_on <= as_of, FALSE
        ) AS is_cancelled,
        -- Closed for good by its last day: what had come when it was closed is all that was still
        -- wanted. Where nothing had, closing it completed nothing.
        status = 'closed'
            AND (
                closed_lines = 'any'
                OR (closed_lines = 'buyer' AND COALESCE(closed_by = 'buyer', FALSE))
            )
            AND COALESCE(
                closed_on <= srm_add_days(due_on, late_days) AND closed_on <= as_of, TRUE
            ) AS is_closed
    FROM due
),
pieces AS (
    -- Lines of several receipts, by the place and clock of each basis: the one that fills the line
    -- must be found.
    SELECT
        lines.basis,
        lines.line_id,
        lines.since_on,
        lines.until_on,
        lines.full_percent,
        lines.ordered_qty,
        lines.is_full_by_any,
        lines.is_qty_stated,
        lines.is_closed AND COALESCE(arrivals.docked_on <= lines.closed_on, TRUE) AS is_by_closing,
        arrivals.receipt_id,
        arrivals.is_qty_known AS is_every_qty_known,
        CASE lines.place
            WHEN 'shipped' THEN arrivals.shipped_on IS NOT NULL
            WHEN 'posted' THEN arrivals.posted_on IS NOT NULL
            ELSE TRUE
        END AS is_day_known,
        -- Where the time is not known, the day tells as much but where a day later tells another.
        COALESCE(
            lines.clock = 'time'
            AND lines.place = 'dock'
            AND arrivals.docked_at IS NULL
            AND (
                arrivals.docked_on = lines.until_on
                OR arrivals.docked_on = srm_add_days(lines.since_on, -1)
            ),
            FALSE
        ) AS is_time_lacking,
        CASE
            WHEN lines.returns = 'undo' THEN arrivals.kept_qty
            ELSE arrivals.arrived_qty
        END AS arrived_qty,
        CASE lines.place
            WHEN 'shipped' THEN COALESCE(arrivals.shipped_on, arrivals.docked_on)
            WHEN 'posted' THEN COALESCE(arrivals.posted_on, arrivals.docked_on)
            ELSE arrivals.docked_on
        END AS placed_on,
        -- By the time of day, what comes after midnight comes after the date has ended: it is told
        -- as the day after.
        CASE
            WHEN lines.clock = 'time' AND lines.place = 'dock' AND arrivals.is_past_midnight
                THEN 1
            ELSE 0
        END AS days_after
    FROM arrivals
    INNER JOIN lines ON lines.line_id = arrivals.line_id
    -- A receipt of nothing is no receipt.
    WHERE arrivals.line_receipts > 1
        AND COALESCE(arrivals.arrived_qty, 1) > 0
        AND (arrivals.is_kept OR lines.returns = 'stand')
        AND COALESCE(
            CASE lines.place
                WHEN 'shipped' THEN arrivals.shipped_on
                WHEN 'posted' THEN arrivals.posted_on
            END <= lines.as_of,
            TRUE
        )
),
ended AS (
    SELECT
        pieces.*,
        srm_add_days(placed_on, days_after) AS told_on,
        MAX(CASE WHEN is_by_closing THEN 1 ELSE 0 END) OVER (PARTITION BY basis, line_id) = 1
            AS is_ended,
        SUM(CASE WHEN is_by_closing THEN arrived_qty END) OVER (PARTITION BY basis, line_id)
            AS closing_qty,
        COUNT(CASE WHEN is_by_closing AND arrived_qty IS NULL THEN 1 END)
            OVER (PARTITION BY basis, line_id)
            AS closing_unknown
    FROM pieces
),
summed AS (
    SELECT
        ended.*,
        is_every_qty_known OR (is_ended AND closing_unknown = 0) AS is_qty_known,
        is_ended AND COUNT(*) OVER (PARTITION BY basis, line_id) = 1 AS is_ended_with_one,
        CASE WHEN is_ended THEN LEAST(ordered_qty, closing_qty) ELSE ordered_qty END AS wanted_qty,
        SUM(arrived_qty)
            OVER (
                PARTITION BY basis, line_id
                -- Of one day's receipts, those told as the day after come last.
                ORDER BY placed_on, days_after, receipt_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS so_far_qty
    FROM ended
    WHERE is_by_closing OR NOT is_ended
),
running AS (
    SELECT
        summed.*,
        is_full_by_any
            OR COALESCE(100 * so_far_qty >= full_percent * wanted_qty, FALSE) AS is_full_by_now,
        NOT is_full_by_any AND (is_ended_with_one OR NOT is_qty_stated) AS is_by_last,
        told_on <= until_on AND COALESCE(told_on >= since_on, TRUE) AS is_in_window
    FROM summed
),
filled AS (
    SELECT
        basis,
        line_id,
        CAST(SUM(arrived_qty) AS DECIMAL(18, 3)) AS received_qty,
        CAST(SUM(CASE WHEN is_in_window THEN arrived_qty END) AS DECIMAL(18, 3)) AS on_time_qty,
        MIN(placed_on) AS first_on,
        MIN(told_on) AS first_told_on,
        CASE
            WHEN MAX(CASE WHEN is_by_last THEN 1 ELSE 0 END) = 1 THEN MAX(placed_on)
            ELSE MIN(CASE WHEN is_full_by_now THEN placed_on END)
        END AS filled_on,
        CASE
            WHEN MAX(CASE WHEN is_by_last THEN 1 ELSE 0 END) = 1 THEN MAX(told_on)
            ELSE MIN(CASE WHEN is_full_by_now THEN told_on END)
        END AS told_on,
        MAX(CASE WHEN is_ended THEN 1 ELSE 0 END) = 1 AS is_ended,
        MAX(CASE WHEN is_ended_with_one THEN 1 ELSE 0 END) = 1 AS is_ended_with_one,
        MAX(CASE WHEN is_qty_known THEN 1 ELSE 0 END) = 1 AS is_qty_known,
        MIN(CASE WHEN is_day_known THEN 1 ELSE 0 END) = 1 AS is_day_known,
        MAX(CASE WHEN is_time_lacking THEN 1 ELSE 0 END) = 1 AS is_time_lacking
    FROM running
    GROUP BY basis, line_id
),
held AS (
    -- Every line under every basis, with its receipt where it has only one: then no running total
    -- is needed, and most lines are so.
    SELECT
        lines.*,
        parts.uom,
        COALESCE(changed.is_ours, FALSE) AS is_changed_inside,
        COALESCE(changed.is_unclear, FALSE) AS is_change_unclear,
        lines.is_closed AND COALESCE(arrivals.docked_on <= lines.closed_on, TRUE) AS is_by_closing,
        arrivals.is_qty_known AS is_every_qty_known,
        CASE lines.place
            WHEN 'shipped' THEN arrivals.shipped_on IS NOT NULL
            WHEN 'posted' THEN arrivals.posted_on IS NOT NULL
            ELSE TRUE
        END AS is_day_of_it_known,
        -- Where the time is not known, the day tells as much but where a day later tells another.
        COALESCE(
            lines.clock = 'time'
            AND lines.place = 'dock'
            AND arrivals.docked_at IS NULL
            AND (
                arrivals.docked_on = lines.until_on
                OR arrivals.docked_on = srm_add_days(lines.since_on, -1)
            ),
            FALSE
        ) AS is_time_of_it_lacking,
        COALESCE(arrivals.line_receipts > 1, FALSE) AS is_in_parts,
        CASE
            WHEN lines.returns = 'undo' THEN arrivals.kept_qty
            ELSE arrivals.arrived_qty
        END AS arrived_qty,
        CASE
            WHEN arrivals.arrived_qty = 0 OR (lines.returns = 'undo' AND NOT arrivals.is_kept)
                THEN NULL
            WHEN CASE lines.place
                WHEN 'shipped' THEN arrivals.shipped_on
                WHEN 'posted' THEN arrivals.posted_on
            END > lines.as_of
                THEN NULL
            WHEN lines.place = 'shipped' THEN COALESCE(arrivals.shipped_on, arrivals.docked_on)
            WHEN lines.place = 'posted' THEN COALESCE(arrivals.posted_on, arrivals.docked_on)
            ELSE arrivals.docked_on
        END AS placed_on,
        CASE
            WHEN lines.clock = 'time' AND lines.place = 'dock' AND arrivals.is_past_midnight
                THEN 1
            ELSE 0
        END AS days_after
    FROM lines
    LEFT JOIN parts ON parts.part_id = lines.part_id
    LEFT JOIN arrivals
        ON arrivals.line_id = lines.line_id AND arrivals.line_receipt_number = 1
    LEFT JOIN changed ON changed.line_id = lines.line_id
),
alone AS (
    SELECT
        held.*,
        srm_add_days(placed_on, days_after) AS placed_told_on,
        CASE
            WHEN is_full_by_any
                OR is_by_closing
                OR NOT is_qty_stated
                OR 100 * arrived_qty >= full_percent * ordered_qty
                THEN placed_on
        END AS full_on
    FROM held
),
came AS (
    SELECT
        alone.*,
        CASE
            WHEN is_in_parts THEN filled.received_qty
            WHEN placed_on IS NOT NULL THEN arrived_qty
        END AS received_qty,
        CASE WHEN is_in_parts THEN filled.first_on ELSE placed_on END AS first_on,
        CASE
            WHEN is_in_parts THEN filled.first_told_on
            ELSE placed_told_on
        END AS first_told_on,
        CASE WHEN is_in_parts THEN filled.filled_on ELSE full_on END AS filled_by_on,
        CASE
            WHEN is_in_parts THEN filled.told_on
            ELSE srm_add_days(full_on, days_after)
        END AS filled_told_on,
        CASE
            WHEN is_in_parts THEN filled.on_time_qty
            WHEN placed_told_on <= until_on AND COALESCE(placed_told_on >= since_on, TRUE)
                THEN arrived_qty
        END AS on_time_qty,
        -- Of several receipts of which none stands there is no row in filled.
        CASE
            WHEN is_in_parts THEN COALESCE(filled.is_ended, FALSE)
            ELSE is_by_closing AND placed_on IS NOT NULL
        END AS is_ended,
        CASE
            WHEN is_in_parts THEN COALESCE(filled.is_ended_with_one, FALSE)
            ELSE is_by_closing AND placed_on IS NOT NULL
        END AS is_ended_with_one,
        CASE
            WHEN is_in_parts THEN COALESCE(filled.is_qty_known, is_every_qty_known)
            ELSE is_every_qty_known
        END AS is_qty_known,
        is_day_stated
        AND CASE
            WHEN is_in_parts THEN COALESCE(filled.is_day_known, TRUE)
            ELSE placed_on IS NULL OR is_day_of_it_known
        END AS is_day_known,
        CASE
            WHEN is_in_parts THEN COALESCE(filled.is_time_lacking, FALSE)
            ELSE placed_on IS NOT NULL AND is_time_of_it_lacking
        END AS is_time_lacking
    FROM alone
    LEFT JOIN filled ON filled.line_id = alone.line_id AND filled.basis = alone.basis
),
measured AS (
    SELECT
        came.*,
        -- What was wanted of it: where a quantity is missing, of a line closed short, nobody knows.
        CASE
            WHEN ordered_qty IS NULL THEN NULL
            WHEN is_ended AND NOT is_qty_known THEN NULL
            WHEN is_ended THEN LEAST(ordered_qty, received_qty)
            ELSE ordered_qty
        END AS wanted_qty,
        COALESCE(is_qty_known, TRUE) AND ordered_qty IS NOT NULL AS is_qty_told
    FROM came
),
known AS (
    SELECT
        measured.*,
        -- A line closed short is full with its one receipt; of several, nobody can tell which.
        is_full_by_any
            OR NOT is_qty_stated
            OR is_qty_told
            OR is_ended_with_one AS is_full_known,
        CASE
            WHEN unit = 'quantity'
                THEN is_qty_stated AND wanted_qty IS NOT NULL AND COALESCE(is_qty_known, TRUE)
            -- Without an end to what may come, nobody asks how much did.
            ELSE over_percent IS NULL OR NOT is_qty_stated OR is_qty_told
        END AS is_weight_known
    FROM measured
),
told AS (
    SELECT
        known.*,
        CASE WHEN is_full_known AND is_day_known THEN filled_by_on END AS filled_on,
        CASE WHEN is_full_known AND is_day_known THEN filled_told_on END AS told_on
    FROM known
),
judged AS (
    SELECT
        told.*,
        CASE
            WHEN ordered_qty = 0 THEN 'nothing_ordered'
            WHEN due_on IS NULL THEN 'no_due_date'
            WHEN free_lines = 'out' AND value_amount = 0 THEN 'free'
            WHEN is_cancelled AND cancelled_lines = 'out' THEN 'cancelled'
            -- Whatever became of it: what is here early would count, and what is not yet here
            -- would not.
            WHEN until_on > as_of THEN 'not_due'
            WHEN NOT is_weight_known OR (unit <> 'quantity' AND NOT is_full_known)
                THEN 'unknown_qty'
            WHEN NOT is_day_known THEN 'unknown_day'
            WHEN is_time_lacking THEN 'unknown_time'
            WHEN unit = 'quantity' AND on_time_qty >= wanted_qty THEN 'on_time'
            WHEN unit = 'quantity' AND until_on = as_of AND COALESCE(received_qty, 0) < wanted_qty
                THEN 'not_due'
            WHEN unit = 'quantity' AND on_time_qty > 0 THEN 'partly'
            WHEN unit = 'quantity' AND first_told_on > until_on THEN 'late'
            WHEN unit = 'quantity' AND first_told_on < since_on THEN 'early'
            WHEN unit <> 'quantity'
                AND 100 * received_qty > (100 + over_percent) * ordered_qty
                AND is_qty_known
                AND filled_on IS NOT NULL
                THEN 'over'
            WHEN told_on < since_on THEN 'early'
            WHEN told_on <= until_on THEN 'on_time'
            WHEN filled_on IS NOT NULL THEN 'late'
            -- The day itself may not be over.
            WHEN until_on = as_of THEN 'not_due'
            WHEN first_on IS NULL AND overdue = 'ignored' THEN 'ignored'
            WHEN is_cancelled THEN 'cancelled'
            WHEN first_on IS NOT NULL THEN 'short'
            ELSE 'overdue'
        END AS outcome_if_unchanged
    FROM told
),
weighed AS (
    SELECT
        judged.*,
        outcome_if_unchanged
            IN ('on_time', 'partly', 'late', 'early', 'short', 'over', 'overdue')
            OR (outcome_if_unchanged = 'cancelled' AND cancelled_lines = 'in')
            AS is_counted_if_unchanged,
        CASE
            WHEN changed_lines = 'in'
                OR outcome_if_unchanged IN ('no_due_date', 'nothing_ordered', 'free')
                THEN outcome_if_unchanged
            WHEN is_changed_inside THEN 'changed'
            WHEN is_change_unclear THEN 'unknown_change'
            ELSE outcome_if_unchanged
        END AS outcome
    FROM judged
),
counted AS (
    SELECT
        weighed.*,
        is_counted_if_unchanged AND outcome NOT IN ('changed', 'unknown_change') AS is_counted,
        CASE
            WHEN due_on IS NULL THEN COALESCE(filled_on, first_on, ordered_on, as_of)
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
        WHEN counted.unit = 'quantity'
            THEN LEAST(COALESCE(counted.on_time_qty, 0), counted.wanted_qty)
        WHEN counted.outcome <> 'on_time' THEN 0
        WHEN counted.unit = 'value' THEN counted.value_amount
        ELSE 1
    END AS DECIMAL(18, 3)) AS numerator,
    CAST(CASE counted.unit
        WHEN 'order' THEN CASE WHEN orders.bearer_id = counted.line_id THEN 1 ELSE 0 END
        WHEN 'quantity' THEN counted.wanted_qty
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
    counted.uom,
    counted.value_amount,
    -- Nothing has arrived: that is known, and is zero.
    CASE
        WHEN counted.first_on IS NULL THEN CAST(0 AS DECIMAL(18, 3))
        WHEN counted.is_qty_known THEN counted.received_qty
    END AS received_qty,
    CASE WHEN counted.unit = 'quantity' THEN counted.on_time_qty END AS on_time_qty,
    COALESCE(counted.is_qty_known, TRUE) AS is_qty_known,
    counted.is_full_known,
    counted.is_day_known,
    counted.is_changed_inside,
    counted.is_change_unclear,
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
    -- How long it was late: until the day it was full, else so far, or until nobody waited for it
    -- any more. Null where that says nothing.
    CASE
        WHEN counted.outcome_if_unchanged IN ('nothing_ordered', 'no_due_date', 'not_due')
            OR (counted.outcome_if_unchanged = 'cancelled' AND NOT counted.is_counted_if_unchanged)
            OR NOT counted.is_full_known
            OR NOT counted.is_day_known
            THEN NULL
        WHEN counted.filled_on IS NOT NULL THEN counted.filled_on
        ELSE GREATEST(
            counted.due_on, LEAST(counted.as_of, counted.cancelled_on, counted.closed_on)
        )
    END AS late_until_on,
    -- Quantities of different units, and amounts of different currencies, have no sum.
    CASE counted.unit
        WHEN 'quantity' THEN part_units.uom
        WHEN 'value' THEN counted.currency
    END AS measured_in
FROM counted
LEFT JOIN part_units ON part_units.part_id = counted.part_id
LEFT JOIN orders
    ON counted.is_counted
    AND counted.unit = 'order'
    AND orders.basis = counted.basis
    AND orders.supplier_id = counted.supplier_id
    AND orders.order_key = counted.order_key
