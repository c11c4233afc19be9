-- The links of a quarter of the breakdowns that lead to a supplier, or to a firm it stands behind,
-- in a fixed order. `is_of_others`: it leads to another firm, or is of goods or a service that this
-- supplier has no part in; goods that nobody delivers are the buyer's own. `is_not_agreed`: a late
-- order whose promise says no cause that both firms agreed on. `is_quoted`: what broke is told in
-- the words of a customer.
WITH touched AS (
    SELECT DISTINCT effect_kind, effect_id
    FROM trace_links
    WHERE $supplier_id IN (supplier_id, behind_supplier_id) AND weight > 0
),
services AS (
    SELECT DISTINCT service
    FROM trace_links
    WHERE $supplier_id IN (supplier_id, behind_supplier_id)
),
unsettled AS (
    SELECT DISTINCT customer_order_id, supplier_id
    FROM customer_promises
    -- That both agree that the cause is open is no agreed cause.
    WHERE NOT COALESCE(is_cause_agreed, FALSE) OR COALESCE(broken_cause, 'open') = 'open'
),
deliveries AS (
    SELECT part_id, MAX(CASE WHEN supplier_id = $supplier_id THEN 1 ELSE 0 END) AS is_own
    FROM schedule_lines
    GROUP BY part_id
)
SELECT
    trace_links.effect_kind,
    trace_links.effect_id,
    trace_links.breakdown,
    COALESCE(parts.name, trace_links.service, 'not known') AS item,
    trace_links.cause_side,
    trace_links.supplier_id,
    trace_links.behind_supplier_id,
    trace_links.cause,
    trace_links.weight,
    trace_links.least,
    trace_links.most,
    trace_links.amount,
    trace_links.evidence,
    trace_links.rule,
    CASE
        WHEN trace_links.supplier_id IS NULL
            THEN COALESCE(deliveries.is_own, 1) = 0
                OR (trace_links.service IS NOT NULL AND services.service IS NULL)
        ELSE $supplier_id <> trace_links.supplier_id
            AND $supplier_id <> COALESCE(trace_links.behind_supplier_id, trace_links.supplier_id)
    END AS is_of_others,
    unsettled.customer_order_id IS NOT NULL
        AND trace_links.rule NOT LIKE 'agreed%' AS is_not_agreed,
    trace_links.effect_kind IN ('complaint', 'return')
        AND effects.defect_family IS NULL AS is_quoted
FROM trace_links
INNER JOIN touched
    ON touched.effect_kind = trace_links.effect_kind
    AND touched.effect_id = trace_links.effect_id
LEFT JOIN effects
    ON effects.effect_kind = trace_links.effect_kind
    AND effects.effect_id = trace_links.effect_id
LEFT JOIN parts ON parts.part_id = trace_links.part_id
LEFT JOIN unsettled
    ON trace_links.effect_kind = 'late_order'
    AND unsettled.customer_order_id = trace_links.effect_id
    AND unsettled.supplier_id = trace_links.supplier_id
LEFT JOIN deliveries ON deliveries.part_id = trace_links.part_id
LEFT JOIN services ON services.service = trace_links.service
WHERE trace_links.occurred_on >= $start
    AND trace_links.occurred_on < $until
ORDER BY
    effect_kind, effect_id, breakdown, item, cause_side, supplier_id, behind_supplier_id, cause,
    weight, least, most, amount, evidence, rule
