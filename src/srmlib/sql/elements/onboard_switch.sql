-- Qualification, tooling. One event per month of the agreed life of what was paid once, on the
-- month's first day (the day it was paid, for the first): so much as is borne by the end of the
-- month less what was by its beginning, in the smallest amounts of the
-- reporting currency, so that the months add up to what was paid.
WITH paid AS (
    SELECT
        one_off_costs.*,
        snapshot_info.as_of,
        snapshot_info.smallest_cents,
        srm_share(
            srm_converted_cents(
                one_off_costs.amount,
                fx_daily.fx_rate,
                fx_daily.fx_units,
                snapshot_info.smallest_cents
            ),
            1,
            snapshot_info.smallest_cents
        ) AS whole
    FROM one_off_costs
    LEFT JOIN fx_daily
        ON fx_daily.currency = one_off_costs.currency AND fx_daily.day = one_off_costs.occurred_on
    CROSS JOIN snapshot_info
    WHERE one_off_costs.occurred_on <= snapshot_info.as_of
)
SELECT
    'one_off_costs' AS source,
    concat(paid.cost_id, ' ', SUBSTRING(CAST(calendar_days.day AS STRING), 1, 7)) AS event_id,
    paid.supplier_id,
    paid.part_id,
    GREATEST(calendar_days.day, paid.occurred_on) AS occurred_on,
    'amount' AS state,
    paid.smallest_cents * (
        srm_share(
            paid.whole,
            srm_months_between(paid.occurred_on, calendar_days.day) + 1,
            paid.life_months
        ) - srm_share(
            paid.whole,
            srm_months_between(paid.occurred_on, calendar_days.day),
            paid.life_months
        )
    ) AS booked_cents,
    CAST(NULL AS STRING) AS rate_name,
    'shared' AS cause,
    paid.source_file,
    paid.source_row
FROM paid
INNER JOIN calendar_days
    ON calendar_days.day >= CAST(date_trunc('month', paid.occurred_on) AS DATE)
    AND calendar_days.day
        < srm_add_months(CAST(date_trunc('month', paid.occurred_on) AS DATE), paid.life_months)
WHERE EXTRACT(DAY FROM calendar_days.day) = 1 AND calendar_days.day <= paid.as_of
