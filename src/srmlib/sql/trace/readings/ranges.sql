-- Grain: one row per supplier and effect of a quarter: the least and the most of it that the
-- supplier may truly account for, in parts per 1,000,000,000.
WITH firms AS (
    SELECT effect_kind, effect_id, supplier_id, MAX(least) AS least, MAX(most) AS most
    FROM trace_links
    WHERE occurred_on >= $start AND occurred_on < $until AND supplier_id IS NOT NULL
    GROUP BY effect_kind, effect_id, supplier_id
    UNION ALL
    SELECT
        trace_possible.effect_kind, trace_possible.effect_id, trace_possible.supplier_id, 0,
        MAX(trace_possible.most)
    FROM trace_possible
    INNER JOIN effects
        ON effects.effect_kind = trace_possible.effect_kind
        AND effects.effect_id = trace_possible.effect_id
    WHERE effects.occurred_on >= $start AND effects.occurred_on < $until
    GROUP BY trace_possible.effect_kind, trace_possible.effect_id, trace_possible.supplier_id
)
SELECT supplier_id, effect_kind, effect_id, SUM(least) AS least, SUM(most) AS most
FROM firms
GROUP BY supplier_id, effect_kind, effect_id
ORDER BY supplier_id, effect_kind, effect_id
