SELECT
    promise_id, supplier_id, line_id, customer_order_id, first_promised_on, promised_on, shipped_on,
    kept_on, broken_cause, is_cause_agreed, order_amount, currency, source_file, source_row
FROM customer_promises
