-- How many things broke in a quarter, how many of them are traced to nobody, and how many of those
-- may be a supplier's.
WITH broke AS (
    SELECT
        effect_kind, effect_id,
        MIN(cause_side) = 'not_traced'
            AND MAX(cause_side) = 'not_traced'
            AND MAX(supplier_id) IS NULL AS is_untraced
    FROM trace_links
    WHERE occurred_on >= ? AND occurred_on < ? AND weight > 0
    GROUP BY effect_kind, effect_id
),
asked AS (
    SELECT CAST(? AS STRING) AS supplier_id
),
possible AS (
    SELECT trace_possible.effect_kind, trace_possible.effect_id
    FROM trace_possible
    INNER JOIN asked ON asked.supplier_id = trace_possible.supplier_id
    UNION
    -- What broke of an order that depends on the supplier.
    SELECT effects.effect_kind, effects.effect_id
    FROM effects
    INNER JOIN customer_promises
        ON customer_promises.customer_order_id = effects.customer_order_id
    INNER JOIN asked ON asked.supplier_id = customer_promises.supplier_id
    WHERE effects.effect_kind IN ('complaint', 'return')
)
SELECT
    COUNT(*) AS recorded,
    COUNT(CASE WHEN broke.is_untraced THEN 1 END) AS untraced,
    COUNT(CASE WHEN broke.is_untraced THEN possible.effect_id END) AS possible
FROM broke
LEFT JOIN possible
    ON possible.effect_kind = broke.effect_kind AND possible.effect_id = broke.effect_id
