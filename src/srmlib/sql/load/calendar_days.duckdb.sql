-- Grain: one row per day there is, with the period and quarter of the fiscal year it lies in. Here
-- and not in the shared subset: a list is unfolded into rows.
CREATE TEMP TABLE calendar_days AS
SELECT day, period_on, quarter_on, quarter_until
FROM (
    SELECT
        CAST(
            UNNEST(generate_series(starts_on, until_on - INTERVAL 1 DAY, INTERVAL 1 DAY)) AS DATE
        ) AS day,
        starts_on AS period_on,
        quarter_on,
        quarter_until
    FROM fiscal_periods
) AS days
WHERE day >= DATE '1990-01-01' AND day <= DATE '2099-12-31'
