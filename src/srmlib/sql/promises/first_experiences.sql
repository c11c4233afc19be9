-- Grain: one row per kind of first experience (bad, unknown: broken, and its cause is open,
-- neither, good), whether it is long enough ago to tell, and whether the customer ordered again:
-- how many customers. The first experience is that of an order of the supplier, or of any supplier
-- where none is named.
WITH told AS (
    SELECT customer_order_id, supplier_id, received_on AS told_on FROM complaints
    UNION ALL
    SELECT customer_order_id, supplier_id, returned_on FROM customer_returns
),
felt AS (
    SELECT
        customer_order_id,
        CASE
            WHEN outcome = 'kept' THEN 'good'
            WHEN outcome IN ('not_due', 'not_shipped') THEN 'open'
            WHEN $supplier_id IS NULL OR broken_cause = 'theirs' THEN 'bad'
            WHEN outcome = 'cause_open' AND COALESCE(broken_cause, 'open') = 'open' THEN 'unknown'
            ELSE 'neither'
        END AS kind,
        -- A promise is broken from the day it was given for, whenever it was kept.
        CASE WHEN outcome = 'kept' THEN kept_on ELSE counted_on END AS felt_on,
        TRUE AS is_of_supplier
    FROM p1_rows
    WHERE basis = 'agreed' AND ($supplier_id IS NULL OR supplier_id = $supplier_id)
    UNION ALL
    SELECT
        customer_order_id,
        CASE WHEN $supplier_id IS NULL OR supplier_id = $supplier_id THEN 'bad' ELSE 'neither' END,
        told_on,
        COALESCE($supplier_id IS NULL OR supplier_id = $supplier_id, FALSE)
    FROM told
    WHERE told_on <= $as_of
),
-- One bad thing makes an order bad, from the first one on; a good one is good when the last promise
-- is kept.
experiences AS (
    SELECT
        customer_order_id,
        CASE
            WHEN BOOL_OR(kind = 'bad') THEN 'bad'
            WHEN BOOL_OR(kind = 'unknown') THEN 'unknown'
            WHEN BOOL_OR(kind = 'neither') THEN 'neither'
            WHEN BOOL_OR(kind = 'open') THEN 'open'
            ELSE 'good'
        END AS kind,
        COALESCE(
            MIN(CASE WHEN kind = 'bad' THEN felt_on END),
            MIN(CASE WHEN kind = 'unknown' THEN felt_on END),
            MIN(CASE WHEN kind = 'neither' THEN felt_on END), MAX(felt_on)
        ) AS felt_on
    FROM felt
    GROUP BY customer_order_id
    HAVING BOOL_OR(is_of_supplier)
),
ranked AS (
    SELECT
        customer_orders.customer_id,
        experiences.*,
        -- On one day the bad one is what stays.
        ROW_NUMBER() OVER (
            PARTITION BY customer_orders.customer_id
            ORDER BY
                experiences.felt_on,
                CASE experiences.kind WHEN 'bad' THEN 1 WHEN 'neither' THEN 2 ELSE 3 END,
                experiences.customer_order_id
        ) AS place
    FROM experiences
    INNER JOIN customer_orders ON customer_orders.customer_order_id = experiences.customer_order_id
    WHERE customer_orders.customer_id IS NOT NULL
        AND experiences.kind <> 'open'
        AND experiences.felt_on < $until
),
first_ones AS (
    SELECT
        kind,
        srm_add_days(felt_on, $within_days) <= $as_of AS is_observed,
        EXISTS (
            SELECT 1 FROM customer_orders AS later
            WHERE later.customer_id = ranked.customer_id
                AND later.customer_order_id <> ranked.customer_order_id
                AND later.ordered_on > ranked.felt_on
                AND later.ordered_on <= srm_add_days(ranked.felt_on, $within_days)
        ) AS is_again
    FROM ranked
    WHERE place = 1
)
SELECT kind, is_observed, is_again, COUNT(*) AS customers
FROM first_ones
GROUP BY kind, is_observed, is_again
