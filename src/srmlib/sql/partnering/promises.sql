-- The promises to customers that depend on a supplier, of a year.
SELECT
    promise_id,
    promised_on,
    customer_order_id
FROM customer_promises
WHERE supplier_id = $supplier_id AND promised_on >= $since AND promised_on <= $until
ORDER BY promised_on, promise_id
