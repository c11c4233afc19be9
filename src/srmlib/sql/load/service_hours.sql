-- Grain: one row per service calendar, day in UTC and stretch of open hours in it, and one of no
-- length at the day's beginning; for the days on which a ticket may be open. seconds_before: the
-- open seconds before the stretch, so that those between two times are a difference. Hours are told
-- by the wall clock of the calendar's zone, holidays by its date.
WITH asked AS (
    SELECT day
    FROM calendar_days
    WHERE day >= (SELECT srm_add_days(CAST(MIN(opened_at) AS DATE), -2) FROM tickets)
        AND day <= (SELECT srm_add_days(as_of, 2) FROM snapshot_info)
),
opened AS (
    SELECT
        service_pieces.calendar,
        srm_utc_first(
            srm_at_second(asked.day, service_pieces.start_second), service_calendars.zone
        ) AS opens_at,
        -- A day that the zone left out has no hours: its end is not after its beginning.
        LEAST(
            srm_utc_first(
                srm_at_second(asked.day, service_pieces.end_second), service_calendars.zone
            ),
            srm_utc_first(srm_at_second(asked.day, 86400), service_calendars.zone)
        ) AS closes_at
    FROM asked
    INNER JOIN service_pieces ON service_pieces.weekday = srm_weekday(asked.day)
    INNER JOIN service_calendars ON service_calendars.calendar = service_pieces.calendar
    LEFT JOIN service_holidays
        ON service_holidays.calendar = service_pieces.calendar
        AND service_holidays.day = asked.day
    WHERE service_holidays.day IS NULL
),
stretches AS (
    SELECT
        calendar,
        opens_at,
        LEAST(
            closes_at, CAST(srm_add_days(CAST(opens_at AS DATE), 1) AS TIMESTAMP)
        ) AS closes_at
    FROM opened
    WHERE closes_at > opens_at
    UNION ALL
    -- What goes on after midnight in UTC: no hours are longer than a day and an hour.
    SELECT
        calendar,
        CAST(srm_add_days(CAST(opens_at AS DATE), 1) AS TIMESTAMP),
        LEAST(closes_at, CAST(srm_add_days(CAST(opens_at AS DATE), 2) AS TIMESTAMP))
    FROM opened
    WHERE closes_at > CAST(srm_add_days(CAST(opens_at AS DATE), 1) AS TIMESTAMP)
    UNION ALL
    SELECT
        service_calendars.calendar,
        CAST(asked.day AS TIMESTAMP),
        CAST(asked.day AS TIMESTAMP)
    FROM asked
    CROSS JOIN service_calendars
),
measured AS (
    SELECT
        *,
        srm_seconds_between(opens_at, closes_at) AS seconds
    FROM stretches
)
SELECT
    calendar,
    CAST(opens_at AS DATE) AS day,
    opens_at,
    seconds,
    CAST(
        SUM(seconds) OVER (PARTITION BY calendar ORDER BY opens_at, seconds) - seconds AS BIGINT
    ) AS seconds_before
FROM measured
