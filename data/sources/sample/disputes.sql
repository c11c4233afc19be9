SELECT
    dispute_id, supplier_id, metric_id, row_id, raised_by, raised_on, claim, words, state, answer,
    source_file, source_row
FROM disputes
