-- The first row of each file that adds a rate to a month which has one already.
WITH numbered AS (
    SELECT
        fx.*,
        ROW_NUMBER() OVER same_month AS number,
        FIRST_VALUE(rate_on) OVER same_month AS first_on
    FROM fx
    WINDOW same_month AS (PARTITION BY currency, DATE_TRUNC('month', rate_on) ORDER BY rate_on)
),
doubled AS (
    SELECT
        numbered.*,
        COUNT(*) OVER (PARTITION BY source_file) AS row_count,
        ROW_NUMBER() OVER (PARTITION BY source_file ORDER BY source_row) AS place
    FROM numbered
    WHERE number > 1
)
SELECT source_file, source_row, rate_on, currency, first_on, row_count
FROM doubled
WHERE place = 1
ORDER BY source_file, source_row
