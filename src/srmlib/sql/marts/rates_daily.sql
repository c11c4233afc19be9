-- Grain: one row per rate and day. A value holds from its first day until the next one's; before
-- the first there is none.
WITH spans AS (
    SELECT rates.*, LEAD(valid_from) OVER (PARTITION BY rate_name ORDER BY valid_from) AS until_on
    FROM rates
)
SELECT
    spans.rate_name,
    calendar_days.day,
    spans.value AS rate_value,
    spans.low AS rate_low,
    spans.high AS rate_high,
    spans.unit AS rate_unit,
    spans.valid_from AS rate_from
FROM spans
CROSS JOIN snapshot_info
INNER JOIN calendar_days
    ON calendar_days.day >= spans.valid_from
    AND (spans.until_on IS NULL OR calendar_days.day < spans.until_on)
    AND calendar_days.day <= snapshot_info.as_of
