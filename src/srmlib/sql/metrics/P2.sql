-- Grain: one row per basis and complaint traced to the supplier (numerator), and one per basis and
-- customer's order that depends on it (denominator). A basis reads differently what is a complaint,
-- whether our trace is enough or the supplier must have accepted it, whether complaints or units
-- count, and the day that places a complaint: that of its order, or the day received. An order with
-- several promises is counted once, by the earliest day first promised. A complaint about no order
-- that depends on the supplier is placed by the day received; so is one that came before its order
-- was due.
-- Counted: traced, units_unknown (one unit at least), dependent. Not counted: no_claim,
-- not_accepted, claim_unknown, acceptance_unknown (not told where it is asked), not_due (an order
-- promised for a day after the as-of date).
WITH dependent AS (
    SELECT
        supplier_id, customer_order_id,
        MIN(COALESCE(first_promised_on, promised_on)) AS first_promised_on
    FROM customer_promises
    GROUP BY supplier_id, customer_order_id
),
traced AS (
    SELECT
        bases_p2.basis,
        complaints.*,
        dependent.first_promised_on,
        CASE
            WHEN bases_p2.period = 'order' AND dependent.first_promised_on <= snapshot_info.as_of
                THEN dependent.first_promised_on
            ELSE complaints.received_on
        END AS counted_on,
        CASE
            WHEN bases_p2.complaint = 'claim' AND NOT complaints.is_claim THEN 'no_claim'
            WHEN bases_p2.traced = 'accepted' AND NOT complaints.is_accepted THEN 'not_accepted'
            WHEN bases_p2.complaint = 'claim' AND complaints.is_claim IS NULL THEN 'claim_unknown'
            WHEN bases_p2.traced = 'accepted' AND complaints.is_accepted IS NULL
                THEN 'acceptance_unknown'
            WHEN bases_p2.unit = 'unit' AND complaints.unit_count IS NULL THEN 'units_unknown'
            ELSE 'traced'
        END AS outcome,
        -- A complaint of unknown size is about one unit at least.
        CASE
            WHEN bases_p2.unit = 'unit' THEN COALESCE(complaints.unit_count, 1)
            ELSE 1
        END AS counted_units
    FROM complaints
    INNER JOIN bases_p2 ON bases_p2.supplier_id = complaints.supplier_id
    CROSS JOIN snapshot_info
    LEFT JOIN dependent
        ON dependent.supplier_id = complaints.supplier_id
        AND dependent.customer_order_id = complaints.customer_order_id
    WHERE complaints.received_on <= snapshot_info.as_of
)
SELECT
    basis,
    supplier_id,
    complaint_id AS row_id,
    counted_on,
    outcome,
    outcome IN ('traced', 'units_unknown') AS is_counted,
    CAST(
        CASE WHEN outcome IN ('no_claim', 'not_accepted') THEN 0 ELSE counted_units END
        AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(0 AS DECIMAL(18, 3)) AS denominator,
    complaint_id,
    customer_order_id,
    received_on,
    first_promised_on,
    unit_count,
    is_claim,
    is_accepted,
    subject
FROM traced
UNION ALL
SELECT
    bases_p2.basis,
    dependent.supplier_id,
    concat('order ', dependent.customer_order_id),
    dependent.first_promised_on,
    CASE WHEN dependent.first_promised_on > snapshot_info.as_of THEN 'not_due' ELSE 'dependent' END,
    dependent.first_promised_on <= snapshot_info.as_of,
    CAST(0 AS DECIMAL(18, 3)),
    CAST(1 AS DECIMAL(18, 3)),
    NULL,
    dependent.customer_order_id,
    NULL,
    dependent.first_promised_on,
    NULL,
    NULL,
    NULL,
    NULL
FROM dependent
INNER JOIN bases_p2 ON bases_p2.supplier_id = dependent.supplier_id
CROSS JOIN snapshot_info
