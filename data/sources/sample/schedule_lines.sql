SELECT
    line_id, order_id, supplier_id, part_id, site, made_at, ordered_on, requested_on,
    first_confirmed_on, last_confirmed_on, ordered_qty, value_amount, currency, ship_by_on,
    lead_days, status, cancelled_on, source_file, source_row
FROM schedule_lines
