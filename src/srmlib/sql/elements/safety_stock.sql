-- Safety stock for late deliveries. Per supplier, part and whole quarter of the fiscal year, on its
-- last day: the stock that late deliveries add to what uneven demand asks for anyway, held for the
-- quarter: z × √(L × σd² + d² × σs²) − z × √(L × σd²). d and σd are the mean and the deviation of a
-- day's demand, L the mean days from order to full, σs the deviation of the days late of the lines
-- due in the quarter: early and on time are 0, what is not full yet counts so far. z comes from the
-- agreed service level. In floating point, rounded once: to a thousandth of a unit of stock, and
-- its price to the cent.
-- Demand is what was taken from stock, of a part of several suppliers in the proportion in which
-- each delivered. Where the extract has no such rows, it is what came: how unevenly the part was
-- used is then not known, and taken as evenly, so that the stock is the most it can be.
-- Whose cause: theirs is what the lines give that nobody changed inside the lead time; ours what
-- those add that the buyer changed; not agreed what those add of which nobody knows who changed
-- them, and all of it where one late line alone is left: one line has no spread.
-- Unknown where fewer than two lines tell how late they were, or a quantity, a price or the lead
-- time is not known.
WITH slips AS (
    SELECT
        d1_rows.supplier_id,
        d1_rows.part_id,
        calendar_days.quarter_on AS starts_on,
        calendar_days.quarter_until AS until_on,
        d1_rows.lead_time_days,
        d1_rows.is_changed_inside,
        d1_rows.is_changed_inside OR d1_rows.is_change_unclear AS is_changed_by_somebody,
        GREATEST(srm_days_between(d1_rows.due_on, d1_rows.late_until_on), 0) AS days_late
    FROM d1_rows
    INNER JOIN calendar_days ON calendar_days.day = d1_rows.due_on
    WHERE d1_rows.basis = 'agreed' AND d1_rows.late_until_on IS NOT NULL
),
late AS (
    SELECT
        supplier_id,
        part_id,
        starts_on,
        until_on,
        COUNT(*) AS line_count,
        AVG(CAST(lead_time_days AS DOUBLE)) AS lead_days,
        stddev_samp(days_late) AS sd_days,
        -- Where no line is late none has a spread, however few they are.
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
    GROUP BY supplier_id, part_id, starts_on, until_on
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
shares AS (
    SELECT
        received.*,
        CASE
            WHEN arrived_qty > 0
                THEN CAST(arrived_qty AS DOUBLE)
                    / CAST(SUM(arrived_qty) OVER (PARTITION BY part_id, starts_on) AS DOUBLE)
        END AS share
    FROM received
),
issued AS (
    SELECT
        stock_issues.part_id,
        calendar_days.quarter_on AS starts_on,
        calendar_days.day,
        CAST(SUM(stock_issues.issued_qty) AS DOUBLE) AS qty,
        COUNT(*) = COUNT(stock_issues.issued_qty) AS is_qty_known
    FROM stock_issues
    CROSS JOIN snapshot_info
    INNER JOIN calendar_days ON calendar_days.day = stock_issues.issued_on
    WHERE stock_issues.issued_on <= snapshot_info.as_of
    GROUP BY stock_issues.part_id, calendar_days.quarter_on, calendar_days.day
),
used AS (
    -- Days without a row are days on which nothing was taken.
    SELECT
        part_id,
        starts_on,
        SUM(qty) AS qty,
        SUM(qty * qty) AS squares,
        MIN(CASE WHEN is_qty_known THEN 1 ELSE 0 END) = 1 AS is_qty_known
    FROM issued
    GROUP BY part_id, starts_on
),
quarters AS (
    SELECT
        COALESCE(late.supplier_id, shares.supplier_id) AS supplier_id,
        COALESCE(late.part_id, shares.part_id) AS part_id,
        srm_add_days(COALESCE(late.until_on, shares.until_on), -1) AS ends_on,
        CAST(srm_days_between(
            COALESCE(late.starts_on, shares.starts_on), COALESCE(late.until_on, shares.until_on)
        ) AS INTEGER) AS quarter_days,
        COALESCE(late.line_count, 0) AS line_count,
        late.lead_days,
        late.sd_days,
        late.sd_not_ours,
        late.sd_unchanged,
        shares.arrived_qty,
        shares.price_amount,
        shares.share,
        used.part_id IS NOT NULL AS is_use_told,
        used.qty AS used_qty,
        used.squares AS used_squares,
        COALESCE(shares.is_qty_known AND shares.arrived_qty > 0, FALSE)
            AND COALESCE(used.is_qty_known AND (late.lead_days IS NOT NULL), TRUE) AS is_known
    FROM late
    FULL JOIN shares
        ON shares.supplier_id = late.supplier_id
        AND shares.part_id = late.part_id
        AND shares.starts_on = late.starts_on
    LEFT JOIN used
        ON used.part_id = COALESCE(late.part_id, shares.part_id)
        AND used.starts_on = COALESCE(late.starts_on, shares.starts_on)
),
demand AS (
    SELECT
        quarters.*,
        CASE
            WHEN is_use_told THEN share * used_qty / quarter_days
            ELSE CAST(arrived_qty AS DOUBLE) / quarter_days
        END AS daily_qty,
        -- The demand of the whole lead time varies by this, squared.
        CASE
            WHEN is_use_told
                THEN lead_days * share * share
                    * GREATEST(used_squares - used_qty * used_qty / quarter_days, 0)
                    / (quarter_days - 1)
            ELSE 0
        END AS demand_variance
    FROM quarters
),
stocks AS (
    SELECT
        demand.*,
        srm_late_stock(
            CAST(service_factors.z AS DOUBLE), demand_variance, daily_qty, sd_days
        ) AS stock_qty,
        srm_late_stock(
            CAST(service_factors.z AS DOUBLE), demand_variance, daily_qty, sd_not_ours
        ) AS not_ours_stock_qty,
        srm_late_stock(
            CAST(service_factors.z AS DOUBLE), demand_variance, daily_qty, sd_unchanged
        ) AS unchanged_stock_qty,
        CAST(price_amount AS DOUBLE) / CAST(arrived_qty AS DOUBLE) AS unit_price
    FROM demand
    LEFT JOIN rates_daily
        ON rates_daily.rate_name = 'service_level' AND rates_daily.day = demand.ends_on
    LEFT JOIN service_factors ON service_factors.service_level = rates_daily.rate_value
    WHERE is_known AND line_count > 1 AND sd_days > 0 AND daily_qty > 0
),
priced AS (
    SELECT
        stocks.*,
        CAST(ROUND(ROUND(stock_qty, 3) * unit_price, 2) AS DECIMAL(18, 2)) * quarter_days
            AS capital_days,
        CAST(ROUND(ROUND(not_ours_stock_qty, 3) * unit_price, 2) AS DECIMAL(18, 2)) * quarter_days
            AS not_ours_days,
        CAST(ROUND(ROUND(unchanged_stock_qty, 3) * unit_price, 2) AS DECIMAL(18, 2)) * quarter_days
            AS unchanged_days
    FROM stocks
),
split AS (
    SELECT
        priced.*,
        COALESCE(LEAST(unchanged_days, capital_days), 0) AS theirs_days,
        -- Where one late line alone is left, nothing is the buyer's for sure.
        CASE
            WHEN unchanged_days IS NULL OR not_ours_days IS NULL THEN 0
            ELSE capital_days
                - LEAST(capital_days, GREATEST(not_ours_days, unchanged_days))
        END AS ours_days
    FROM priced
),
parts AS (
    SELECT split.*, 'theirs' AS cause, '' AS named, theirs_days AS days FROM split
    UNION ALL
    SELECT split.*, 'ours', ' ours', ours_days FROM split
    UNION ALL
    SELECT split.*, 'open', ' open', capital_days - theirs_days - ours_days FROM split
)
SELECT
    'receipts' AS source,
    concat(
        'safety stock ', parts.supplier_id, ' ', parts.part_id, ' ', CAST(parts.ends_on AS STRING),
        parts.named
    ) AS event_id,
    parts.supplier_id,
    parts.part_id,
    parts.ends_on AS occurred_on,
    'amount' AS state,
    CAST(parts.days AS DECIMAL(18, 3)) AS driver_qty,
    concat(snapshot_info.reporting_currency, ' × days') AS driver_unit,
    'carrying_rate' AS rate_name,
    36500 AS rate_per,
    parts.cause,
    CASE
        WHEN parts.is_use_told
            THEN 'whole: no receipt bears it; demand is what was taken from stock'
        ELSE 'whole: no receipt bears it; demand is what came, taken as used evenly'
    END AS rule
FROM parts
CROSS JOIN snapshot_info
WHERE parts.ends_on <= snapshot_info.as_of AND parts.days > 0
UNION ALL
SELECT
    'receipts',
    concat(
        'safety stock ', quarters.supplier_id, ' ', quarters.part_id, ' ',
        CAST(quarters.ends_on AS STRING)
    ),
    quarters.supplier_id,
    quarters.part_id,
    quarters.ends_on,
    'unknown',
    CAST(NULL AS DECIMAL(18, 3)),
    concat(snapshot_info.reporting_currency, ' × days'),
    'carrying_rate',
    36500,
    'theirs',
    CAST(NULL AS STRING)
FROM quarters
CROSS JOIN snapshot_info
WHERE quarters.ends_on <= snapshot_info.as_of
    AND quarters.part_id IS NOT NULL
    AND (quarters.line_count < 2 OR (NOT quarters.is_known AND quarters.sd_days > 0))
