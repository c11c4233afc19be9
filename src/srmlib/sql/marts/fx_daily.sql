-- Grain: one row per currency and day up to the as-of date that has a rate; fx_rate units of the
-- reporting currency are fx_units of the currency. The reporting currency: 1 and 1.
-- By day, a published rate holds until the next one, at most the days held after its own; by month,
-- for every day of its month and no other.
WITH spans AS (
    SELECT
        fx.currency,
        fx.fx_rate,
        COALESCE(fx.fx_units, 1) AS fx_units,
        CASE
            WHEN snapshot_info.fx_by = 'month' THEN CAST(DATE_TRUNC('month', fx.rate_on) AS DATE)
            ELSE fx.rate_on
        END AS from_on,
        CASE
            WHEN snapshot_info.fx_by = 'month'
                THEN srm_add_months(CAST(DATE_TRUNC('month', fx.rate_on) AS DATE), 1)
            ELSE LEAST(
                COALESCE(
                    LEAD(fx.rate_on) OVER (PARTITION BY fx.currency ORDER BY fx.rate_on),
                    srm_add_days(fx.rate_on, snapshot_info.fx_days_held + 1)
                ),
                srm_add_days(fx.rate_on, snapshot_info.fx_days_held + 1)
            )
        END AS until_on
    FROM fx
    CROSS JOIN snapshot_info
)
SELECT
    spans.currency, calendar_days.day, spans.fx_rate,
    CAST(spans.fx_units AS DECIMAL(18, 8)) AS fx_units
FROM spans
CROSS JOIN snapshot_info
INNER JOIN calendar_days
    ON calendar_days.day >= spans.from_on AND calendar_days.day < spans.until_on
WHERE spans.currency <> snapshot_info.reporting_currency
    AND calendar_days.day <= snapshot_info.as_of
UNION ALL
SELECT
    snapshot_info.reporting_currency, calendar_days.day, CAST(1 AS DECIMAL(18, 8)),
    CAST(1 AS DECIMAL(18, 8))
FROM snapshot_info
CROSS JOIN calendar_days
WHERE calendar_days.day <= snapshot_info.as_of
