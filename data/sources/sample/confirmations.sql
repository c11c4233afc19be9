SELECT
    confirmation_id, line_id, confirmed_on, for_on, confirmed_qty, source_file, source_row
FROM confirmations
