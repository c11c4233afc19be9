-- Grain: one row per quarter's safety stock of a part: how unevenly its lines came, and what came
-- of it.
WITH stocks AS (
    SELECT *, DATE_TRUNC('quarter', booked_on) AS starts_on
    FROM cost_ledger
    WHERE element = 'safety_stock' AND source = 'receipts'
),
received AS (
    SELECT
        supplier_id,
        part_id,
        DATE_TRUNC('quarter', docked_on) AS starts_on,
        SUM(price_amount) AS price_amount,
        SUM(arrived_qty) AS arrived_qty
    FROM receipt_prices
    GROUP BY supplier_id, part_id, DATE_TRUNC('quarter', docked_on)
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
    AND DATE_TRUNC('quarter', d1_rows.filled_on) = stocks.starts_on
INNER JOIN received
    ON received.supplier_id = stocks.supplier_id
    AND received.part_id = stocks.part_id
    AND received.starts_on = stocks.starts_on
INNER JOIN rates_daily
    ON rates_daily.rate_name = 'service_level' AND rates_daily.day = stocks.booked_on
INNER JOIN service_factors ON service_factors.service_level = rates_daily.rate_value
GROUP BY
    stocks.event_id,
    received.price_amount,
    received.arrived_qty,
    rates_daily.rate_value,
    ROUND(service_factors.z, 3)
