-- The few functions whose spelling differs between engines. Everything else in this folder runs
-- unchanged on DuckDB and Spark.

-- whole * part ÷ total in whole cents, rounded down; 128-bit so that no product overflows.
CREATE OR REPLACE MACRO srm_share(whole, part, total) AS CAST((CAST(whole AS HUGEINT) * CAST(part AS HUGEINT)) // CAST(total AS HUGEINT) AS BIGINT);
-- What srm_share left over, in units of 1 ÷ total of a cent: who is owed the next cent.
CREATE OR REPLACE MACRO srm_remainder(whole, part, total) AS (CAST(whole AS HUGEINT) * CAST(part AS HUGEINT)) % CAST(total AS HUGEINT);
-- whole * part ÷ total, rounded down, kept wide: for what a later step still divides.
CREATE OR REPLACE MACRO srm_portion(whole, part, total) AS (CAST(whole AS HUGEINT) * CAST(part AS HUGEINT)) // CAST(total AS HUGEINT);
CREATE OR REPLACE MACRO srm_cents(amount) AS CAST(amount * 100 AS BIGINT);
CREATE OR REPLACE MACRO srm_amount(cents) AS CAST(CAST(cents AS DECIMAL(19, 0)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(19, 2));
-- An amount of money in another currency: amount * fx_rate ÷ fx_units, half a cent rounded away
-- from zero. Cents and hundred-millionths are whole numbers of 128 bits (their product has at most
-- 36 digits), divided once and last. Spark: DECIMAL(38, 0) for HUGEINT, div for //.
CREATE OR REPLACE MACRO srm_hundred_millionths(rate) AS CAST(CAST(rate AS DECIMAL(27, 8)) * 100000000 AS HUGEINT);
CREATE OR REPLACE MACRO srm_convert(amount, fx_rate, fx_units) AS srm_amount(
    CAST(sign(amount) AS HUGEINT) * (
        (2 * abs(CAST(amount * 100 AS HUGEINT)) * srm_hundred_millionths(fx_rate) + srm_hundred_millionths(fx_units))
        // (2 * srm_hundred_millionths(fx_units))
    )
);
-- What a driver costs at a rate: driver_qty * rate ÷ per in whole cents, half a cent rounded away
-- from zero, divided once and last.
CREATE OR REPLACE MACRO srm_valued(driver_qty, rate, per) AS CAST(
    CAST(sign(driver_qty) AS HUGEINT) * (
        (2 * abs(CAST(driver_qty * 1000 AS HUGEINT)) * srm_hundred_millionths(rate) + CAST(1000000000 AS HUGEINT) * per)
        // (2 * CAST(1000000000 AS HUGEINT) * per)
    )
AS BIGINT);
-- Text as it is kept: one spelling of accented letters, no control or direction marks, no blanks at
-- the ends, empty = unknown.
CREATE OR REPLACE MACRO srm_text(cell) AS nullif(trim(regexp_replace(nfc_normalize(cell), '[\x{0}-\x{1f}\x{7f}-\x{9f}\x{2028}\x{2029}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]+', ' ', 'g')), '');
CREATE OR REPLACE MACRO srm_iso_date(cell, layout) AS strftime(try_strptime(cell, layout), '%Y-%m-%d');
CREATE OR REPLACE MACRO srm_add_days(day, days) AS CAST(day + CAST(days AS INTEGER) AS DATE);
CREATE OR REPLACE MACRO srm_days_between(first_day, last_day) AS date_diff('day', first_day, last_day);
-- The same day so many months later, or that month's last day where it is shorter. Spark:
-- add_months.
CREATE OR REPLACE MACRO srm_add_months(day, months) AS CAST(day + to_months(CAST(months AS INTEGER)) AS DATE);
-- Whole calendar months between the months of two days. Spark: 12 * (year(b) - year(a)) + month(b)
-- - month(a).
CREATE OR REPLACE MACRO srm_months_between(first_day, last_day) AS date_diff('month', first_day, last_day);
-- What stands after the last mark in a text. Spark: substring_index(cell, mark, -1).
CREATE OR REPLACE MACRO srm_after(cell, mark) AS split_part(cell, mark, -1);
-- A time in UTC as the clock on the plant's wall shows it, and back. Spark: from_utc_timestamp,
-- to_utc_timestamp.
CREATE OR REPLACE MACRO srm_local(utc_at, zone) AS timezone(zone, timezone('UTC', utc_at));
CREATE OR REPLACE MACRO srm_utc(local_at, zone) AS timezone('UTC', timezone(zone, local_at));
-- Whole minutes that went by; a minute begun does not count. Spark: timestampdiff(MINUTE, from_at,
-- to_at).
CREATE OR REPLACE MACRO srm_minutes_between(from_at, to_at) AS date_sub('minute', from_at, to_at);
-- Days from Monday to Friday before a day, since Monday 1990-01-01, the first day there is: the
-- working days from a to before b are the difference.
-- Spark: datediff for date_diff, div for //.
CREATE OR REPLACE MACRO srm_workdays_before(day) AS
5 * (date_diff('day', DATE '1990-01-01', day) // 7) + least(date_diff('day', DATE '1990-01-01', day) % 7, 5);
-- The so-many-th day from Monday to Friday after a day; the day itself for 0 or fewer. Spark:
-- date_add for +, div for //.
CREATE OR REPLACE MACRO srm_add_workdays(day, workdays) AS CASE
    WHEN workdays > 0 THEN CAST(
        DATE '1990-01-01'
        + CAST(7 * ((srm_workdays_before(CAST(day + 1 AS DATE)) + workdays - 1) // 5) + (srm_workdays_before(CAST(day + 1 AS DATE)) + workdays - 1) % 5 AS INTEGER)
    AS DATE)
    ELSE day
END;
-- Seconds of Monday to Friday, 8 to 18, before a moment on the plant's wall clock, since 1990:
-- whole working days, and what has gone by of this day if it is one. Spark: timestampdiff(SECOND,
-- …) for date_diff('second', …).
CREATE OR REPLACE MACRO srm_business_seconds(local_at) AS
36000 * srm_workdays_before(CAST(local_at AS DATE))
+ (srm_workdays_before(CAST(CAST(local_at AS DATE) + 1 AS DATE)) - srm_workdays_before(CAST(local_at AS DATE)))
* least(greatest(date_diff('second', CAST(CAST(local_at AS DATE) AS TIMESTAMP), local_at) - 28800, 0), 36000);
-- Whole minutes of Monday to Friday, 8 to 18, between two moments on the plant's wall clock; a
-- minute begun does not count.
CREATE OR REPLACE MACRO srm_business_minutes(from_local, to_local) AS (srm_business_seconds(to_local) - srm_business_seconds(from_local)) // 60;
