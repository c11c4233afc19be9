SELECT
    invoice_line_id, supplier_id, line_id, invoiced_on, due_on, paid_on, amount, currency,
    correction, correction_amount, correction_cause, is_credit, source_file, source_row
FROM invoice_lines
