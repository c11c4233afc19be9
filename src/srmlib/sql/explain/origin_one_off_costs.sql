-- Grain: one row per cost paid once, with the exchange rate of its day.
SELECT one_off_costs.*, fx_daily.fx_rate, fx_daily.fx_units
FROM one_off_costs
LEFT JOIN fx_daily
    ON fx_daily.currency = one_off_costs.currency AND fx_daily.day = one_off_costs.occurred_on
