-- By the working days and open hours of a service calendar, as service_days and service_hours hold
-- them: not in the prelude, for DuckDB wants them there first. Spark: SQL functions that return a
-- scalar subquery.
-- Working days before a day, since the first there is: those from a to before b are the difference.
CREATE OR REPLACE MACRO srm_workdays_before(of_calendar, of_day) AS (
    SELECT max(service_days.workdays_before)
    FROM service_days
    WHERE service_days.calendar = of_calendar AND service_days.day = of_day
);
-- The so-many-th working day after a day; the day itself for 0 or fewer.
CREATE OR REPLACE MACRO srm_add_workdays(of_calendar, of_day, workdays) AS CASE
    WHEN workdays > 0 THEN (
        SELECT min(ended.day)
        FROM service_days AS started
        INNER JOIN service_days AS ended
            ON ended.calendar = started.calendar
            AND ended.is_working
            AND ended.workdays_before = started.workdays_before + workdays - 1
        WHERE started.calendar = of_calendar AND started.day = CAST(of_day + 1 AS DATE)
    )
    ELSE of_day
END;
-- Open seconds before a time in UTC, since the first day of service_hours: what came before the
-- last stretch that began by then, and what has gone by of it.
CREATE OR REPLACE MACRO srm_open_seconds(of_calendar, of_at) AS (
    SELECT
        max(
            service_hours.seconds_before
            + least(srm_seconds_between(service_hours.opens_at, of_at), service_hours.seconds)
        )
    FROM service_hours
    WHERE service_hours.calendar = of_calendar
        AND service_hours.day = CAST(of_at AS DATE)
        AND service_hours.opens_at <= of_at
);
-- Whole open minutes between two times in UTC; a minute begun does not count.
CREATE OR REPLACE MACRO srm_open_minutes(of_calendar, from_at, to_at) AS
    (srm_open_seconds(of_calendar, to_at) - srm_open_seconds(of_calendar, from_at)) // 60;
