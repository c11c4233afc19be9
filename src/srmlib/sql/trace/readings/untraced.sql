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
possible AS (
    SELECT DISTINCT effect_kind, effect_id FROM trace_possible WHERE supplier_id = ?
)
SELECT
    COUNT(*) AS recorded,
    COUNT(CASE WHEN broke.is_untraced THEN 1 END) AS untraced,
    COUNT(CASE WHEN broke.is_untraced THEN possible.effect_id END) AS possible
FROM broke
LEFT JOIN possible
    ON possible.effect_kind = broke.effect_kind AND possible.effect_id = broke.effect_id
