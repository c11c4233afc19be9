-- The complaints placed in a span of days, as known on a day: traced to the supplier, to another
-- firm, to nobody; of the last, those about an order that depends on others only cannot be the
-- supplier's (nobody_of_others). They are placed as the supplier's own are: with their order, or by
-- the day received.
WITH asked AS (
    SELECT CAST(? AS STRING) AS supplier_id, CAST(? AS STRING) AS period
),
promised AS (
    SELECT
        customer_promises.customer_order_id,
        customer_promises.supplier_id = asked.supplier_id AS is_own,
        COALESCE(customer_promises.first_promised_on, customer_promises.promised_on) AS due_on
    FROM customer_promises
    CROSS JOIN asked
),
orders AS (
    SELECT
        customer_order_id,
        MAX(CASE WHEN is_own THEN 1 ELSE 0 END) AS is_dependent,
        COALESCE(MIN(CASE WHEN is_own THEN due_on END), MIN(due_on)) AS due_on
    FROM promised
    GROUP BY customer_order_id
),
told AS (
    SELECT
        CASE
            WHEN asked.period = 'order' AND orders.due_on <= snapshot_info.as_of THEN orders.due_on
            ELSE complaints.received_on
        END AS day,
        CASE
            WHEN complaints.supplier_id = asked.supplier_id THEN 'supplier'
            WHEN complaints.supplier_id IS NOT NULL OR complaints.traced_to IS NOT NULL
                THEN 'another'
            WHEN orders.is_dependent = 0 THEN 'nobody_of_others'
            ELSE 'nobody'
        END AS traced_to
    FROM complaints
    CROSS JOIN asked
    CROSS JOIN snapshot_info
    LEFT JOIN orders ON orders.customer_order_id = complaints.customer_order_id
    WHERE complaints.received_on <= snapshot_info.as_of
)
SELECT day, traced_to, COUNT(*) AS row_count
FROM told
WHERE day >= ? AND day < ?
GROUP BY day, traced_to
