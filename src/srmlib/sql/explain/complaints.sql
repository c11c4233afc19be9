-- Grain: one row per complaint, with the day its order was first promised for, of the promises that
-- depend on the supplier it is traced to.
SELECT
    complaints.*,
    (
        SELECT MIN(COALESCE(customer_promises.first_promised_on, customer_promises.promised_on))
        FROM customer_promises
        WHERE customer_promises.supplier_id = complaints.supplier_id
            AND customer_promises.customer_order_id = complaints.customer_order_id
    ) AS first_promised_on
FROM complaints
