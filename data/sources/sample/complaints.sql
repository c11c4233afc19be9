SELECT
    complaint_id, supplier_id, customer_order_id, received_on, unit_count, is_claim, is_accepted,
    subject, source_file, source_row
FROM complaints
