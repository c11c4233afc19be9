-- Where several bought parts are in the lots of an effect, or by the bill of materials in its
-- product, and none is named: whom each may have come from.
WITH parts AS (
    SELECT effect_kind, effect_id, part_id, supplier_id, evidence
    FROM bought_parts
    WHERE NOT is_only_part
    UNION ALL
    SELECT effect_kind, effect_id, part_id, supplier_id, 'bom'
    FROM bom_deliveries
    WHERE claimed_id IS NULL AND NOT is_only_part
        AND NOT EXISTS (
            SELECT 1 FROM bought_parts
            WHERE bought_parts.effect_kind = bom_deliveries.effect_kind
                AND bought_parts.effect_id = bom_deliveries.effect_id
                AND (bought_parts.is_only_part OR bought_parts.part_id = bom_deliveries.part_id)
        )
)
SELECT
    effect_kind, effect_id AS traced_as, part_id, supplier_id, MIN(evidence) AS evidence,
    CAST(0 AS BIGINT) AS least, CAST(1000000000 AS BIGINT) AS most
FROM parts
WHERE supplier_id IS NOT NULL
GROUP BY effect_kind, effect_id, part_id, supplier_id
