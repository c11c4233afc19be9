SELECT
    forecast_id, supplier_id, part_id, month_on, made_on, forecast_qty, source_file, source_row
FROM forecasts
