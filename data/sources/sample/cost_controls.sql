SELECT
    supplier_id, element, month_on, amount, source_file, source_row
FROM cost_controls
