SELECT
    supplier_id, name, kind, category, country, currency, source_file, source_row
FROM suppliers
