SELECT
    site, element, since_on, until_on, source_file, source_row
FROM cost_reports
