-- Safety stock for lead-time spread. Per supplier, part and whole quarter of
-- the fiscal year, on its last day: the
-- stock that covers the spread of lead times of what came in the quarter, held for the quarter. z
-- comes from the agreed service level. In floating point, rounded once: to a thousandth of a unit
-- of stock, and its price to the cent. The share of lines we changed inside the lead time is ours.
-- Unknown where fewer than two lines have a lead time, or a quantity that came is not known.
WITH spread AS (
    SELECT
        d1_rows.supplier_id,
        d1_rows.part_id,
        calendar_days.quarter_on AS starts_on,
        calendar_days.quarter_until AS until_on,
        stddev_samp(d1_rows.lead_time_days) AS sd_days,
        COUNT(*) AS line_count,
        COUNT(CASE WHEN d1_rows.is_changed_inside THEN 1 END) AS changed_count
    FROM d1_rows
    INNER JOIN calendar_days ON calendar_days.day = d1_rows.filled_on
    WHERE d1_rows.basis = 'agreed' AND d1_rows.lead_time_days IS NOT NULL
    GROUP BY
        d1_rows.supplier_id,
        d1_rows.part_id,
        calendar_days.quarter_on,
        calendar_days.quarter_until
),
received AS (
    SELECT
        receipt_prices.supplier_id,
        receipt_prices.part_id,
        calendar_days.quarter_on AS starts_on,
        calendar_days.quarter_until AS until_on,
        CAST(SUM(receipt_prices.arrived_qty) AS DECIMAL(18, 3)) AS arrived_qty,
        CAST(SUM(receipt_prices.price_amount) AS DECIMAL(18, 2)) AS price_amount,
        COUNT(*) = COUNT(receipt_prices.arrived_qty) AS is_qty_known
    FROM receipt_prices
    INNER JOIN calendar_days ON calendar_days.day = receipt_prices.docked_on
    GROUP BY
        receipt_prices.supplier_id,
        receipt_prices.part_id,
        calendar_days.quarter_on,
        calendar_days.quarter_until
),
unknown AS (
    SELECT
        received.supplier_id,
        received.part_id,
        srm_add_days(received.until_on, -1) AS ends_on
    FROM received
    LEFT JOIN spread
        ON spread.supplier_id = received.supplier_id
        AND spread.part_id = received.part_id
        AND spread.starts_on = received.starts_on
    WHERE NOT received.is_qty_known OR COALESCE(spread.line_count, 0) < 2
),
quarters AS (
    SELECT
        spread.*,
        received.arrived_qty,
        received.price_amount,
        srm_add_days(spread.until_on, -1) AS ends_on,
        srm_days_between(spread.starts_on, spread.until_on) AS quarter_days
    FROM spread
    INNER JOIN received
        ON received.supplier_id = spread.supplier_id
        AND received.part_id = spread.part_id
        AND received.starts_on = spread.starts_on
    WHERE spread.line_count > 1
        AND spread.sd_days > 0
        AND received.is_qty_known
        AND received.arrived_qty > 0
),
stocks AS (
    SELECT
        quarters.*,
        -- stock = z × spread × demand a day, priced at what the quarter's goods cost.
        ROUND(
            ROUND(
                CAST(service_factors.z AS DOUBLE) * quarters.sd_days
                    * CAST(quarters.arrived_qty AS DOUBLE) / quarters.quarter_days,
                3
            )
            * CAST(quarters.price_amount AS DOUBLE) / CAST(quarters.arrived_qty AS DOUBLE), 2
        ) AS stock_amount
    FROM quarters
    LEFT JOIN rates_daily
        ON rates_daily.rate_name = 'service_level' AND rates_daily.day = quarters.ends_on
    LEFT JOIN service_factors ON service_factors.service_level = rates_daily.rate_value
),
shares AS (
    SELECT
        stocks.*,
        CAST(stocks.stock_amount AS DECIMAL(18, 2))
            * CAST(stocks.quarter_days AS INTEGER) AS capital_days
    FROM stocks
),
split AS (
    SELECT
        shares.*,
        srm_quantity(
            srm_share(srm_thousandths(capital_days), changed_count, line_count)
        ) AS ours_qty
    FROM shares
)
SELECT
    'receipts' AS source,
    concat(
        'safety stock ', split.supplier_id, ' ', split.part_id, ' ', CAST(split.ends_on AS STRING)
    ) AS event_id,
    split.supplier_id,
    split.part_id,
    split.ends_on AS occurred_on,
    'amount' AS state,
    CAST(split.capital_days - split.ours_qty AS DECIMAL(18, 3)) AS driver_qty,
    concat(snapshot_info.reporting_currency, ' × days') AS driver_unit,
    'carrying_rate' AS rate_name,
    36500 AS rate_per,
    'theirs' AS cause
FROM split
CROSS JOIN snapshot_info
WHERE split.ends_on <= snapshot_info.as_of
UNION ALL
SELECT
    'receipts',
    concat(
        'safety stock ', split.supplier_id, ' ', split.part_id, ' ', CAST(split.ends_on AS STRING),
        ' ours'
    ),
    split.supplier_id,
    split.part_id,
    split.ends_on,
    'amount',
    split.ours_qty,
    concat(snapshot_info.reporting_currency, ' × days'),
    'carrying_rate',
    36500,
    'ours'
FROM split
CROSS JOIN snapshot_info
WHERE split.ends_on <= snapshot_info.as_of AND split.changed_count > 0
UNION ALL
SELECT
    'receipts',
    concat(
        'safety stock ', unknown.supplier_id, ' ', unknown.part_id, ' ',
        CAST(unknown.ends_on AS STRING)
    ),
    unknown.supplier_id,
    unknown.part_id,
    unknown.ends_on,
    'unknown',
    CAST(NULL AS DECIMAL(18, 3)),
    concat(snapshot_info.reporting_currency, ' × days'),
    'carrying_rate',
    36500,
    'theirs'
FROM unknown
CROSS JOIN snapshot_info
WHERE unknown.ends_on <= snapshot_info.as_of AND unknown.part_id IS NOT NULL
