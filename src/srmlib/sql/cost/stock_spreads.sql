-- Grain: one row per event of a supplier's safety stock of a quarter: how much its days late vary,
-- in days squared. demand_days2 is L × σd² ÷ d², what uneven use asks for anyway; without_days2 is
-- what varies without the lines that the event is of, added_days2 what those add. Null where one
-- line alone is left, so that nobody knows how it varies.
WITH slips AS (
    SELECT
        part_id,
        lead_time_days,
        is_changed_inside,
        is_changed_inside OR is_change_unclear AS is_changed_by_somebody,
        GREATEST(srm_days_between(due_on, late_until_on), 0) AS days_late
    FROM d1_rows
    WHERE supplier_id = $supplier_id
        AND basis = 'agreed'
        AND late_until_on IS NOT NULL
        AND due_on >= $start
        AND due_on < $until
),
deviations AS (
    SELECT
        part_id,
        AVG(CAST(lead_time_days AS DOUBLE)) AS lead_days,
        stddev_samp(days_late) AS sd_days,
        CASE
            WHEN COALESCE(MAX(CASE WHEN NOT is_changed_inside THEN days_late END), 0) = 0 THEN 0
            ELSE stddev_samp(CASE WHEN NOT is_changed_inside THEN days_late END)
        END AS sd_not_ours,
        CASE
            WHEN COALESCE(MAX(CASE WHEN NOT is_changed_by_somebody THEN days_late END), 0) = 0
                THEN 0
            ELSE stddev_samp(CASE WHEN NOT is_changed_by_somebody THEN days_late END)
        END AS sd_unchanged
    FROM slips
    GROUP BY part_id
),
late AS (
    SELECT
        part_id,
        lead_days,
        sd_days * sd_days AS days2,
        sd_not_ours * sd_not_ours AS not_ours_days2,
        sd_unchanged * sd_unchanged AS unchanged_days2
    FROM deviations
),
issued AS (
    SELECT stock_issues.part_id, CAST(SUM(stock_issues.issued_qty) AS DOUBLE) AS qty
    FROM stock_issues
    CROSS JOIN snapshot_info
    WHERE stock_issues.issued_on >= $start
        AND stock_issues.issued_on < $until
        AND stock_issues.issued_on <= snapshot_info.as_of
    GROUP BY stock_issues.part_id, stock_issues.issued_on
),
used AS (
    -- Days without a row are days on which nothing was taken.
    SELECT
        part_id,
        SUM(qty) / srm_days_between($start, $until) AS daily_qty,
        (SUM(qty * qty) - SUM(qty) * SUM(qty) / srm_days_between($start, $until))
            / (srm_days_between($start, $until) - 1) AS daily_variance
    FROM issued
    GROUP BY part_id
)
SELECT
    cost_ledger.source,
    cost_ledger.element,
    cost_ledger.event_id,
    CASE
        WHEN used.daily_qty > 0
            THEN late.lead_days * GREATEST(used.daily_variance, 0)
                / (used.daily_qty * used.daily_qty)
        ELSE 0
    END AS demand_days2,
    CASE cost_ledger.cause
        WHEN 'theirs' THEN 0
        WHEN 'ours' THEN late.not_ours_days2
        ELSE late.unchanged_days2
    END AS without_days2,
    CASE cost_ledger.cause
        WHEN 'theirs' THEN late.unchanged_days2
        WHEN 'ours' THEN late.days2 - late.not_ours_days2
        ELSE late.not_ours_days2 - late.unchanged_days2
    END AS added_days2
FROM cost_ledger
INNER JOIN late ON late.part_id = cost_ledger.part_id
LEFT JOIN used ON used.part_id = cost_ledger.part_id
WHERE cost_ledger.supplier_id = $supplier_id
    AND cost_ledger.element = 'safety_stock'
    AND cost_ledger.source = 'receipts'
    AND cost_ledger.state = 'amount'
    AND cost_ledger.booked_on >= $start
    AND cost_ledger.booked_on < $until
