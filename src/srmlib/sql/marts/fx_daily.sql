-- Grain: one row per currency and day. A published rate holds until the next one, at most the seven days after it; the reporting currency is 1.
WITH spans AS (
    SELECT
        currency,
        rate_on,
        fx_rate,
        LEAST(
            COALESCE(LEAD(rate_on) OVER (PARTITION BY currency ORDER BY rate_on), srm_add_days(rate_on, 8)),
            srm_add_days(rate_on, 8)
        ) AS until_on
    FROM fx
)
SELECT spans.currency, calendar_days.day, spans.fx_rate
FROM spans
CROSS JOIN snapshot_info
INNER JOIN calendar_days ON spans.currency <> snapshot_info.reporting_currency AND calendar_days.day >= spans.rate_on AND calendar_days.day < spans.until_on
UNION ALL
SELECT snapshot_info.reporting_currency, calendar_days.day, CAST(1 AS DECIMAL(18, 8))
FROM snapshot_info
CROSS JOIN calendar_days
