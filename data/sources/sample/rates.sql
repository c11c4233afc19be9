SELECT
    rate_name, valid_from, value, unit, source, agreed_by, source_file, source_row
FROM rates
