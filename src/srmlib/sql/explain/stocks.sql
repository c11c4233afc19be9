-- Grain: one row per quarter's safety stock of a part: how unevenly its lines came, and what came
-- of it.
WITH stocks AS (
    SELECT cost_ledger.*, quarters.quarter_on, quarters.quarter_until
    FROM cost_ledger
    INNER JOIN (SELECT DISTINCT quarter_on, quarter_until FROM fiscal_periods) AS quarters
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
    INNER JOIN (SELECT DISTINCT quarter_on, quarter_until FROM fiscal_periods) AS quarters
        ON receipt_prices.docked_on >= quarters.quarter_on
        AND receipt_prices.docked_on < quarters.quarter_until
    GROUP BY receipt_prices.supplier_id, receipt_prices.part_id, quarters.quarter_on
)
SELECT
    stocks.event_id,
    received.price_amount,
    received.arrived_qty,
    COUNT(*) AS lines_full,
    SUM(CASE WHEN d1_rows.is_changed_inside THEN 1 ELSE 0 END) AS lines_changed,
    ROUND(STDDEV_SAMP(d1_rows.lead_time_days), 3) AS spread_days,
    rates_daily.rate_value AS service_level,
    ROUND(service_factors.z, 3) AS z
FROM stocks
INNER JOIN d1_rows
    ON d1_rows.basis = 'agreed'
    AND d1_rows.lead_time_days IS NOT NULL
    AND d1_rows.supplier_id = stocks.supplier_id
    AND d1_rows.part_id = stocks.part_id
    AND d1_rows.filled_on >= stocks.quarter_on
    AND d1_rows.filled_on < stocks.quarter_until
INNER JOIN received
    ON received.supplier_id = stocks.supplier_id
    AND received.part_id = stocks.part_id
    AND received.quarter_on = stocks.quarter_on
INNER JOIN rates_daily
    ON rates_daily.rate_name = 'service_level' AND rates_daily.day = stocks.booked_on
INNER JOIN service_factors ON service_factors.service_level = rates_daily.rate_value
GROUP BY
    stocks.event_id,
    received.price_amount,
    received.arrived_qty,
    rates_daily.rate_value,
    ROUND(service_factors.z, 3)
