SELECT
    query_id, supplier_id, subject, asked_on, answered_on, source_file, source_row
FROM queries
