-- Grain: one row per event of a quarter's safety stock of a part: how late its lines came, and what
-- came of it. Deviations of days late, early and on time counted as 0: of all lines, of those the
-- buyer did not change, and of those nobody changed.
WITH quarters AS (
    SELECT DISTINCT quarter_on, quarter_until FROM fiscal_periods
),
stocks AS (
    SELECT cost_ledger.*, quarters.quarter_on, quarters.quarter_until
    FROM cost_ledger
    INNER JOIN quarters
        ON cost_ledger.booked_on >= quarters.quarter_on
        AND cost_ledger.booked_on < quarters.quarter_until
    WHERE cost_ledger.element = 'safety_stock' AND cost_ledger.source = 'receipts'
),
received AS (
    SELECT
        receipt_prices.supplier_id,
        receipt_prices.part_id,
        quarters.quarter_on,
        SUM(receipt_prices.price_amount) AS price_amount,
        SUM(receipt_prices.arrived_qty) AS arrived_qty
    FROM receipt_prices
    INNER JOIN quarters
        ON receipt_prices.docked_on >= quarters.quarter_on
        AND receipt_prices.docked_on < quarters.quarter_until
    GROUP BY receipt_prices.supplier_id, receipt_prices.part_id, quarters.quarter_on
),
used AS (
    SELECT
        stock_issues.part_id,
        quarters.quarter_on,
        SUM(stock_issues.issued_qty) AS used_qty
    FROM stock_issues
    CROSS JOIN snapshot_info
    INNER JOIN quarters
        ON stock_issues.issued_on >= quarters.quarter_on
        AND stock_issues.issued_on < quarters.quarter_until
    WHERE stock_issues.issued_on <= snapshot_info.as_of
    GROUP BY stock_issues.part_id, quarters.quarter_on
),
slips AS (
    SELECT
        stocks.event_id,
        stocks.supplier_id,
        stocks.part_id,
        stocks.quarter_on,
        stocks.booked_on,
        d1_rows.lead_time_days,
        d1_rows.is_changed_inside,
        d1_rows.is_change_unclear,
        GREATEST(srm_days_between(d1_rows.due_on, d1_rows.late_until_on), 0) AS days_late
    FROM stocks
    INNER JOIN d1_rows
        ON d1_rows.basis = 'agreed'
        AND d1_rows.late_until_on IS NOT NULL
        AND d1_rows.supplier_id = stocks.supplier_id
        AND d1_rows.part_id = stocks.part_id
        AND d1_rows.due_on >= stocks.quarter_on
        AND d1_rows.due_on < stocks.quarter_until
)
SELECT
    slips.event_id,
    received.price_amount,
    received.arrived_qty,
    used.used_qty,
    COUNT(*) AS lines_due,
    COUNT(CASE WHEN slips.days_late > 0 THEN 1 END) AS lines_late,
    COUNT(CASE WHEN slips.is_changed_inside THEN 1 END) AS lines_changed,
    ROUND(AVG(slips.lead_time_days), 3) AS lead_days,
    ROUND(STDDEV_SAMP(slips.days_late), 3) AS late_spread_days,
    ROUND(STDDEV_SAMP(CASE WHEN NOT slips.is_changed_inside THEN slips.days_late END), 3)
        AS without_buyers_days,
    ROUND(
        STDDEV_SAMP(
            CASE
                WHEN NOT slips.is_changed_inside AND NOT slips.is_change_unclear
                    THEN slips.days_late
            END
        ),
        3
    ) AS unchanged_days,
    rates_daily.rate_value AS service_level,
    ROUND(service_factors.z, 3) AS z
FROM slips
INNER JOIN received
    ON received.supplier_id = slips.supplier_id
    AND received.part_id = slips.part_id
    AND received.quarter_on = slips.quarter_on
LEFT JOIN used ON used.part_id = slips.part_id AND used.quarter_on = slips.quarter_on
INNER JOIN rates_daily
    ON rates_daily.rate_name = 'service_level' AND rates_daily.day = slips.booked_on
INNER JOIN service_factors ON service_factors.service_level = rates_daily.rate_value
GROUP BY
    slips.event_id,
    received.price_amount,
    received.arrived_qty,
    used.used_qty,
    rates_daily.rate_value,
    ROUND(service_factors.z, 3)
