SELECT
    return_id, customer_order_id, returned_on, lot_id, part_id, unit_count, subject,
    defect_family, supplier_id, reached_us_on, sent_on, answered_on, settled_on, source_file,
    source_row
FROM customer_returns
