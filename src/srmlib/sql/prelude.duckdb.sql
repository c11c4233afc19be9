-- The few functions whose spelling differs between engines. Everything else in this folder runs unchanged on DuckDB and Spark.

-- whole * part ÷ total in whole cents, rounded down; 128-bit so that no product overflows.
CREATE OR REPLACE MACRO srm_share(whole, part, total) AS CAST((CAST(whole AS HUGEINT) * CAST(part AS HUGEINT)) // CAST(total AS HUGEINT) AS BIGINT);
-- What srm_share left over, in units of 1 ÷ total of a cent: who is owed the next cent.
CREATE OR REPLACE MACRO srm_remainder(whole, part, total) AS (CAST(whole AS HUGEINT) * CAST(part AS HUGEINT)) % CAST(total AS HUGEINT);
CREATE OR REPLACE MACRO srm_cents(amount) AS CAST(amount * 100 AS BIGINT);
CREATE OR REPLACE MACRO srm_amount(cents) AS CAST(CAST(cents AS DECIMAL(19, 0)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(19, 2));
-- Text as it is kept: one spelling of accented letters, no control or direction marks, no blanks at the ends, empty = unknown.
CREATE OR REPLACE MACRO srm_text(cell) AS nullif(trim(regexp_replace(nfc_normalize(cell), '[\x{0}-\x{1f}\x{7f}-\x{9f}\x{2028}\x{2029}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]+', ' ', 'g')), '');
CREATE OR REPLACE MACRO srm_iso_date(cell, layout) AS strftime(try_strptime(cell, layout), '%Y-%m-%d');
CREATE OR REPLACE MACRO srm_add_days(day, days) AS CAST(day + CAST(days AS INTEGER) AS DATE);
CREATE OR REPLACE MACRO srm_days_between(first_day, last_day) AS date_diff('day', first_day, last_day);
