-- Grain: one row per rate that is not in force on the day of some event that needs it: its first
-- day,
-- how many events, and where the first of them stands. DuckDB only: arg_min.
WITH needed AS (
    SELECT rate_name, occurred_on, source, source_file, source_row
    FROM cost_drivers
    WHERE state = 'amount' AND rate_name IS NOT NULL
    UNION ALL
    SELECT
        second_rates.rate_name, cost_drivers.occurred_on, cost_drivers.source,
        cost_drivers.source_file, cost_drivers.source_row
    FROM cost_drivers
    INNER JOIN second_rates ON second_rates.element = cost_drivers.element
    WHERE cost_drivers.source <> 'cost_events' AND cost_drivers.state = 'amount'
),
starts AS (
    SELECT rate_name, MIN(valid_from) AS first_on, MIN(source_file) AS file
    FROM rates
    GROUP BY rate_name
)
SELECT
    needed.rate_name,
    MIN(needed.occurred_on) AS day,
    COUNT(*) AS events,
    ARG_MIN(COALESCE(needed.source_file, needed.source), needed.occurred_on) AS file,
    ARG_MIN(needed.source_row, needed.occurred_on) AS source_row,
    MIN(starts.first_on) AS first_on,
    MIN(starts.file) AS rate_file
FROM needed
LEFT JOIN starts ON starts.rate_name = needed.rate_name
LEFT JOIN rates_daily
    ON rates_daily.rate_name = needed.rate_name AND rates_daily.day = needed.occurred_on
WHERE rates_daily.rate_value IS NULL
GROUP BY needed.rate_name
ORDER BY needed.rate_name
