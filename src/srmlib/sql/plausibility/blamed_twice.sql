-- Grain: one row per broken promise that is claimed or agreed to be all one supplier's, where it is
-- agreed of another supplier of the same order too.
SELECT
    claimed.supplier_id AS owner_id,
    claimed.source_file,
    claimed.source_row,
    concat(
        claimed.customer_order_id, ': ',
        CASE WHEN claimed.is_cause_agreed THEN 'agreed with ' ELSE 'claimed from ' END,
        claimed.supplier_id, ', and agreed with ', agreed.supplier_id
    ) AS seen
FROM customer_promises AS claimed
INNER JOIN (
    SELECT customer_order_id, MIN(supplier_id) AS supplier_id, MAX(supplier_id) AS last_supplier_id
    FROM customer_promises
    WHERE is_cause_agreed AND broken_cause = 'theirs'
    GROUP BY customer_order_id
) AS agreed
    ON agreed.customer_order_id = claimed.customer_order_id
    AND (
        agreed.supplier_id <> claimed.supplier_id
        OR agreed.last_supplier_id <> claimed.supplier_id
    )
WHERE claimed.broken_cause = 'theirs'
