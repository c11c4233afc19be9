SELECT
    currency, rate_on, fx_rate, source_file, source_row
FROM fx
