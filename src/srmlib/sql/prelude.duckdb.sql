-- The few functions whose spelling differs between engines. Everything else in this folder runs
-- unchanged on DuckDB and Spark.

-- Numbers have 64 bits: dividing one of 128 takes forty times as long. A product that 64 bits may
-- not
-- hold is told by floating point, whose error is far smaller than the room left, and it alone is
-- reckoned wide. Spark: DECIMAL(38, 0) for HUGEINT, div for //.
CREATE OR REPLACE MACRO srm_fits(one, other) AS
    abs(CAST(one AS DOUBLE) * CAST(other AS DOUBLE)) < 9000000000000000000;
-- whole * part ÷ total, rounded down. All of a whole needs no division.
CREATE OR REPLACE MACRO srm_share(whole, part, total) AS CASE
    WHEN srm_fits(whole, part)
        THEN (CAST(whole AS BIGINT) * CAST(part AS BIGINT)) // CAST(total AS BIGINT)
    WHEN part = total THEN CAST(whole AS BIGINT)
    ELSE CAST((CAST(whole AS HUGEINT) * CAST(part AS HUGEINT)) // CAST(total AS HUGEINT) AS BIGINT)
END;
-- What srm_share left over, in units of 1 ÷ total: who is owed the next one.
CREATE OR REPLACE MACRO srm_remainder(whole, part, total) AS CASE
    WHEN srm_fits(whole, part)
        THEN (CAST(whole AS BIGINT) * CAST(part AS BIGINT)) % CAST(total AS BIGINT)
    WHEN part = total THEN 0
    ELSE CAST((CAST(whole AS HUGEINT) * CAST(part AS HUGEINT)) % CAST(total AS HUGEINT) AS BIGINT)
END;
-- A product to be summed, as wide as a sum is; and such a sum in 64 bits: in units of one, or of so
-- many as it takes.
CREATE OR REPLACE MACRO srm_product(one, other) AS CAST(one AS HUGEINT) * CAST(other AS HUGEINT);
CREATE OR REPLACE MACRO srm_unit(total) AS CASE
    WHEN total < 9000000000000000000 THEN 1
    ELSE CAST(total // 9000000000000000000 AS BIGINT) + 1
END;
CREATE OR REPLACE MACRO srm_narrow(total, unit) AS CASE
    WHEN unit = 1 THEN CAST(total AS BIGINT)
    ELSE CAST(total // unit AS BIGINT)
END;
-- Money in whole cents and back, money as it is stated, of up to four decimals, in whole ten-
-- thousandths and back, a quantity in whole thousandths and back. A decimal times its scale needs
-- so many digits more than it: where it has them all, it is reckoned wide. Half a cent is rounded
-- away from zero.
CREATE OR REPLACE MACRO srm_cents(amount) AS CASE
    WHEN abs(amount) < 100000000000 THEN CAST(amount * 100 AS BIGINT)
    ELSE CAST(CAST(amount AS DECIMAL(38, 4)) * 100 AS BIGINT)
END;
CREATE OR REPLACE MACRO srm_amount(cents) AS
    CAST(CAST(cents AS DECIMAL(18, 0)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 2));
CREATE OR REPLACE MACRO srm_ten_thousandths(amount) AS CASE
    WHEN abs(amount) < 1000000000 THEN CAST(amount * 10000 AS BIGINT)
    ELSE CAST(CAST(amount AS DECIMAL(38, 4)) * 10000 AS BIGINT)
END;
CREATE OR REPLACE MACRO srm_stated(ten_thousandths) AS
    CAST(CAST(ten_thousandths AS DECIMAL(18, 0)) * CAST(0.0001 AS DECIMAL(5, 4)) AS DECIMAL(18, 4));
CREATE OR REPLACE MACRO srm_thousandths(qty) AS CASE
    WHEN abs(qty) < 100000000000 THEN CAST(qty * 1000 AS BIGINT)
    ELSE CAST(CAST(qty AS DECIMAL(38, 3)) * 1000 AS BIGINT)
END;
CREATE OR REPLACE MACRO srm_quantity(thousandths) AS
    CAST(CAST(thousandths AS DECIMAL(18, 0)) * CAST(0.001 AS DECIMAL(4, 3)) AS DECIMAL(18, 3));
-- A quantity in the unit of its part: so many (from_qty) of the unit it is stated in are so many of
-- that. Unknown where nothing leads from the one to the other.
CREATE OR REPLACE MACRO srm_in_own_unit(qty, uom, own_uom, to_qty, from_qty) AS CASE
    WHEN uom IS NULL OR LOWER(uom) = LOWER(own_uom) THEN qty
    ELSE srm_quantity(srm_share(srm_thousandths(qty), to_qty, from_qty))
END;
-- A rate as a whole number; its whole part apart from the rest, which together have too many
-- digits.
CREATE OR REPLACE MACRO srm_hundred_millionths(rate) AS
    100000000 * CAST(floor(rate) AS BIGINT) + CAST(100000000 * (rate - floor(rate)) AS BIGINT);
-- An amount of money as it is stated, in another currency, in whole cents: amount * fx_rate ÷
-- fx_units, divided once and last. `smallest` is the smallest amount of that currency in cents (1,
-- or 100 where it has no decimals), of which half a one is rounded away from zero.
CREATE OR REPLACE MACRO srm_converted_cents(amount, fx_rate, fx_units, smallest) AS CASE
    WHEN fx_rate = fx_units AND smallest = 1 THEN srm_cents(amount)
    WHEN abs(CAST(amount AS DOUBLE)) * CAST(fx_rate AS DOUBLE) < 4000000
        AND fx_units * smallest < 40000000
        THEN sign(amount) * smallest * (
            (
                2 * abs(srm_ten_thousandths(amount)) * srm_hundred_millionths(fx_rate)
                + 100 * smallest * srm_hundred_millionths(fx_units)
            ) // (200 * smallest * srm_hundred_millionths(fx_units))
        )
    ELSE CAST(
        sign(amount) * smallest * (
            (
                srm_product(2 * abs(srm_ten_thousandths(amount)), srm_hundred_millionths(fx_rate))
                + srm_product(100 * smallest, srm_hundred_millionths(fx_units))
            ) // srm_product(200 * smallest, srm_hundred_millionths(fx_units))
        )
    AS BIGINT)
END;
CREATE OR REPLACE MACRO srm_convert(amount, fx_rate, fx_units, smallest) AS
    srm_amount(srm_converted_cents(amount, fx_rate, fx_units, smallest));
-- What so much of a line costs: line_amount * so_far ÷ whole in ten-thousandths of its currency,
-- half the smallest amount of that rounded away from zero (`smallest`: 100 for cents); of the whole
-- line exactly its amount, whatever decimals that has.
CREATE OR REPLACE MACRO srm_price_of(line_amount, so_far, whole, smallest) AS CASE
    WHEN so_far = whole THEN line_amount
    ELSE sign(line_amount) * smallest
        * ((srm_share(2 * abs(line_amount), so_far, whole) + smallest) // (2 * smallest))
END;
-- What a driver costs at a rate: driver_qty * rate ÷ per in whole cents, divided once and last;
-- `smallest` as above.
CREATE OR REPLACE MACRO srm_valued(driver_qty, rate, per, smallest) AS CASE
    WHEN abs(CAST(driver_qty AS DOUBLE)) * CAST(rate AS DOUBLE) < 30000000
        THEN sign(driver_qty) * smallest * (
            (
                2 * abs(srm_thousandths(driver_qty)) * srm_hundred_millionths(rate)
                + 1000000000 * smallest * CAST(per AS BIGINT)
            ) // (2000000000 * smallest * CAST(per AS BIGINT))
        )
    ELSE CAST(
        sign(driver_qty) * smallest * (
            (
                2 * srm_product(abs(srm_thousandths(driver_qty)), srm_hundred_millionths(rate))
                + 1000000000 * smallest * CAST(per AS BIGINT)
            ) // (2000000000 * smallest * CAST(per AS BIGINT))
        )
    AS BIGINT)
END;
-- How the SQL of a table reads a number whose digits stand in groups, as 1.250,00: it takes out
-- what stands between them, and makes a point of a decimal comma.
CREATE OR REPLACE MACRO srm_without_groups(cell, column_name, decimal_mark) AS replace(
    replace(
        CASE
            WHEN concat(cell, decimal_mark) LIKE '%,%' AND regexp_extract(cell, '\d(\D)', 1) <> ','
                THEN 'replace(replace({column}, ''{mark}'', ''''), '','', ''.'')'
            ELSE 'replace({column}, ''{mark}'', '''')'
        END,
        '{column}', column_name
    ),
    '{mark}', replace(regexp_extract(cell, '\d(\D)', 1), '''', '''''')
);
-- Text as it is kept: one spelling of accented letters, no control or direction marks, no blanks at
-- the ends, empty = unknown.
CREATE OR REPLACE MACRO srm_text(cell) AS nullif(
    trim(
        regexp_replace(
            nfc_normalize(cell),
            '[\p{Cc}\x{2028}\x{2029}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]+', ' ', 'g'
        )
    ),
    ''
);
-- A text with letters as UTF-8 shows them when it is read as a Western encoding, or with the mark
-- of a letter that was lost. Spark: rlike.
CREATE OR REPLACE MACRO srm_is_garbled(cell) AS
    regexp_matches(cell, 'Ã[\x{80}-\x{BF}–—‘’“”„†‡…‰Œœ™€]|Â[\x{A0}-\x{BF}]|â€|\x{FFFD}');
-- A moment as people write it: a day, and the time where there is one. Spark: date_format.
CREATE OR REPLACE MACRO srm_moment(moment) AS CASE
    WHEN moment = CAST(moment AS DATE) THEN strftime(moment, '%Y-%m-%d')
    ELSE strftime(moment, '%Y-%m-%d %H:%M')
END;
-- In which of so many parts a key falls, the same in every statement of a load. Spark:
-- pmod(hash(cell), parts).
CREATE OR REPLACE MACRO srm_part_of(cell, parts) AS hash(cell) % parts;
CREATE OR REPLACE MACRO srm_iso_date(cell, layout) AS
    strftime(try_strptime(cell, layout), '%Y-%m-%d');
CREATE OR REPLACE MACRO srm_add_days(day, days) AS CAST(day + CAST(days AS INTEGER) AS DATE);
-- What days late add to the stock that uneven demand asks for anyway: for a service factor, the
-- variance of the demand of a lead time, the demand of a day and the deviation of days late.
CREATE OR REPLACE MACRO srm_late_stock(z, demand_variance, daily_qty, sd_days) AS
    z * (sqrt(demand_variance + pow(daily_qty * sd_days, 2)) - sqrt(demand_variance));

CREATE OR REPLACE MACRO srm_days_between(first_day, last_day) AS
    date_diff('day', first_day, last_day);
-- The same day so many months later, or that month's last day where it is shorter. Spark:
-- add_months.
CREATE OR REPLACE MACRO srm_add_months(day, months) AS
    CAST(day + to_months(CAST(months AS INTEGER)) AS DATE);
-- Whole calendar months between the months of two days. Spark: 12 * (year(b) - year(a)) + month(b)
-- - month(a).
CREATE OR REPLACE MACRO srm_months_between(first_day, last_day) AS
    date_diff('month', first_day, last_day);
-- What stands after the last mark in a text. Spark: substring_index(cell, mark, -1).
CREATE OR REPLACE MACRO srm_after(cell, mark) AS split_part(cell, mark, -1);
-- A time in UTC as the clock on the plant's wall shows it, and back. Spark: from_utc_timestamp,
-- to_utc_timestamp.
CREATE OR REPLACE MACRO srm_local(utc_at, zone) AS timezone(zone, timezone('UTC', utc_at));
CREATE OR REPLACE MACRO srm_utc(local_at, zone) AS timezone('UTC', timezone(zone, local_at));
-- The same, where a time that the clock shows twice is the first of the two.
CREATE OR REPLACE MACRO srm_utc_first(local_at, zone) AS least(
    srm_utc(local_at, zone), srm_utc(local_at - INTERVAL 1 HOUR, zone) + INTERVAL 1 HOUR
);
-- Whole minutes that went by; a minute begun does not count. Spark: timestampdiff(MINUTE, from_at,
-- to_at).
CREATE OR REPLACE MACRO srm_minutes_between(from_at, to_at) AS date_sub('minute', from_at, to_at);
-- Whole seconds that went by. Spark: timestampdiff(SECOND, from_at, to_at).
CREATE OR REPLACE MACRO srm_seconds_between(from_at, to_at) AS date_diff('second', from_at, to_at);
-- Monday is 0. Spark: weekday.
CREATE OR REPLACE MACRO srm_weekday(day) AS CAST(isodow(day) - 1 AS INTEGER);
-- So many seconds after a day's midnight, by the wall clock. Spark: timestampadd(SECOND, …).
CREATE OR REPLACE MACRO srm_at_second(day, seconds) AS CAST(day AS TIMESTAMP) + to_seconds(seconds);
-- Whether goods were given to the carrier by the last moment, whether they have arrived or not: by
-- the clock where both times are known, else by the day; unknown where either is missing.
CREATE OR REPLACE MACRO srm_hand_over(shipped_on, shipped_at, ship_by_on, ship_by_at) AS CASE
    WHEN shipped_at <= ship_by_at THEN 'in_time'
    WHEN shipped_at > ship_by_at THEN 'late'
    WHEN shipped_on <= COALESCE(ship_by_on, CAST(ship_by_at AS DATE)) THEN 'in_time'
    WHEN shipped_on > COALESCE(ship_by_on, CAST(ship_by_at AS DATE)) THEN 'late'
    ELSE 'unknown'
END;
-- A quantity for words, without zeros at its end.
CREATE OR REPLACE MACRO srm_said(number) AS
    rtrim(rtrim(CAST(CAST(number AS DECIMAL(18, 4)) AS VARCHAR), '0'), '.');
-- An amount for words, with two decimals or as many as it was stated with.
CREATE OR REPLACE MACRO srm_said_amount(amount) AS CASE
    WHEN amount = CAST(amount AS DECIMAL(18, 2))
        THEN CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR)
    ELSE srm_said(amount)
END;
-- A whole quotient, towards zero. Spark: div.
CREATE OR REPLACE MACRO srm_quotient(whole, parts) AS whole // parts;
