-- The first row of each file and currency that has no rate, before the first one and after it, with
-- the rates that lie around its day.
WITH lacking AS (
    SELECT
        converted.*,
        (SELECT MIN(rate_on) FROM fx WHERE fx.currency = converted.currency) AS first_on,
        (
            SELECT MAX(rate_on) FROM fx
            WHERE fx.currency = converted.currency AND fx.rate_on <= converted.day
        ) AS last_on
    FROM converted
    LEFT JOIN fx_daily
        ON fx_daily.currency = converted.currency AND fx_daily.day = converted.day
    WHERE fx_daily.day IS NULL AND converted.currency IN (SELECT currency FROM known)
),
numbered AS (
    SELECT
        lacking.*,
        COUNT(*) OVER (PARTITION BY source_file, currency, last_on IS NULL) AS row_count,
        ROW_NUMBER() OVER (
            PARTITION BY source_file, currency, last_on IS NULL ORDER BY source_row, day
        ) AS number
    FROM lacking
)
SELECT source_file, source_row, day_column, day, currency, first_on, last_on, row_count
FROM numbered
WHERE number = 1
ORDER BY source_file, source_row, day_column, day, currency, first_on, last_on
