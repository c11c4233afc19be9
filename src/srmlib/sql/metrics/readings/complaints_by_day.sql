-- The complaints of a span of days, as known on a day: traced to the supplier, to another, to
-- nobody; of the last, those about an order that depends on others only cannot be the supplier's
-- (nobody_of_others).
WITH asked AS (
    SELECT CAST(? AS STRING) AS supplier_id
),
orders AS (
    SELECT
        customer_promises.customer_order_id,
        MAX(CASE WHEN customer_promises.supplier_id = asked.supplier_id THEN 1 ELSE 0 END)
            AS is_dependent
    FROM customer_promises
    CROSS JOIN asked
    GROUP BY customer_promises.customer_order_id
),
told AS (
    SELECT
        complaints.received_on AS day,
        CASE
            WHEN complaints.supplier_id = asked.supplier_id THEN 'supplier'
            WHEN complaints.supplier_id IS NOT NULL THEN 'another'
            WHEN orders.is_dependent = 0 THEN 'nobody_of_others'
            ELSE 'nobody'
        END AS traced_to
    FROM complaints
    CROSS JOIN asked
    LEFT JOIN orders ON orders.customer_order_id = complaints.customer_order_id
    WHERE complaints.received_on >= ? AND complaints.received_on < ?
        AND complaints.received_on <= ?
)
SELECT day, traced_to, COUNT(*) AS row_count
FROM told
GROUP BY day, traced_to
