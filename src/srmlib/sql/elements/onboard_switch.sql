-- Qualification, tooling. One event per month of the agreed life of what was paid once, on the
-- month's first day (the day it was paid, for the first): so much as is borne by the end of the
-- month less what was by its beginning, in whole cents, so that the months add up to what was paid.
SELECT
    'one_off_costs' AS source,
    concat(
        one_off_costs.cost_id, ' ', SUBSTRING(CAST(calendar_days.day AS STRING), 1, 7)
    ) AS event_id,
    one_off_costs.supplier_id,
    one_off_costs.part_id,
    GREATEST(calendar_days.day, one_off_costs.occurred_on) AS occurred_on,
    'amount' AS state,
    srm_share(
        srm_cents(srm_convert(one_off_costs.amount, fx_daily.fx_rate, fx_daily.fx_units)),
        srm_months_between(one_off_costs.occurred_on, calendar_days.day) + 1,
        one_off_costs.life_months
    ) - srm_share(
        srm_cents(srm_convert(one_off_costs.amount, fx_daily.fx_rate, fx_daily.fx_units)),
        srm_months_between(one_off_costs.occurred_on, calendar_days.day),
        one_off_costs.life_months
    ) AS booked_cents,
    CAST(NULL AS STRING) AS rate_name,
    'shared' AS cause,
    one_off_costs.source_file,
    one_off_costs.source_row
FROM one_off_costs
INNER JOIN calendar_days
    ON calendar_days.day >= CAST(date_trunc('month', one_off_costs.occurred_on) AS DATE)
    AND calendar_days.day
        < srm_add_months(
            CAST(date_trunc('month', one_off_costs.occurred_on) AS DATE), one_off_costs.life_months
        )
LEFT JOIN fx_daily
    ON fx_daily.currency = one_off_costs.currency AND fx_daily.day = one_off_costs.occurred_on
CROSS JOIN snapshot_info
WHERE EXTRACT(DAY FROM calendar_days.day) = 1
    AND calendar_days.day <= snapshot_info.as_of
    AND one_off_costs.occurred_on <= snapshot_info.as_of
