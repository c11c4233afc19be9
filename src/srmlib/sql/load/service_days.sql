-- Grain: one row per service calendar and day. workdays_before: its working days before that day,
-- so that the days between two are a difference.
WITH judged AS (
    SELECT
        service_calendars.calendar,
        calendar_days.day,
        begun.weekday IS NOT NULL AND service_holidays.day IS NULL AS is_working
    FROM service_calendars
    CROSS JOIN calendar_days
    LEFT JOIN (SELECT DISTINCT calendar, weekday FROM service_shifts) AS begun
        ON begun.calendar = service_calendars.calendar
        AND begun.weekday = srm_weekday(calendar_days.day)
    LEFT JOIN service_holidays
        ON service_holidays.calendar = service_calendars.calendar
        AND service_holidays.day = calendar_days.day
)
SELECT
    calendar,
    day,
    is_working,
    CAST(
        SUM(CASE WHEN is_working THEN 1 ELSE 0 END) OVER (PARTITION BY calendar ORDER BY day)
        - CASE WHEN is_working THEN 1 ELSE 0 END AS BIGINT
    ) AS workdays_before
FROM judged
