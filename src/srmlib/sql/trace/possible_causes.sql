-- Where several bought parts are in the lots of an effect, or by the bill of materials in its
-- product, and none is named: whom each may have come from. Whom what cannot be followed may have
-- come from, too; and where no delivery tells, who was approved to deliver.
WITH parts AS (
    SELECT effect_kind, effect_id, part_id, supplier_id, evidence
    FROM bought_parts
    WHERE NOT is_only_part OR is_open
    UNION ALL
    SELECT effect_kind, effect_id, part_id, supplier_id, evidence
    FROM bom_deliveries
    WHERE claimed_id IS NULL
        AND (NOT is_only_part OR evidence = 'approved')
        AND NOT EXISTS (
            SELECT 1 FROM bought_parts
            WHERE bought_parts.effect_kind = bom_deliveries.effect_kind
                AND bought_parts.effect_id = bom_deliveries.effect_id
                AND (
                    bought_parts.is_only_part
                    OR (
                        bought_parts.part_id = bom_deliveries.part_id
                        AND bought_parts.supplier_id IS NOT NULL
                    )
                )
        )
        AND NOT EXISTS (
            SELECT 1 FROM candidates
            WHERE candidates.effect_kind = bom_deliveries.effect_kind
                AND candidates.effect_id = bom_deliveries.effect_id
        )
    UNION ALL
    SELECT effect_kind, effect_id, part_id, supplier_id, evidence
    FROM bom_deliveries
    WHERE EXISTS (
            SELECT 1 FROM candidates
            WHERE candidates.effect_kind = bom_deliveries.effect_kind
                AND candidates.effect_id = bom_deliveries.effect_id
        )
        -- Whoever the lots lead to has the range of that.
        AND NOT EXISTS (
            SELECT 1 FROM candidates
            WHERE candidates.effect_kind = bom_deliveries.effect_kind
                AND candidates.effect_id = bom_deliveries.effect_id
                AND candidates.supplier_id = bom_deliveries.supplier_id
        )
    UNION ALL
    -- Whoever delivered nobody knows how much.
    SELECT effect_kind, effect_id, part_id, supplier_id, evidence
    FROM bom_deliveries
    WHERE is_lost
        AND claimed_id IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM candidates
            WHERE candidates.effect_kind = bom_deliveries.effect_kind
                AND candidates.effect_id = bom_deliveries.effect_id
        )
    UNION ALL
    SELECT
        cases.effect_kind, cases.effect_id, cases.part_id, source_lots.supplier_id,
        effect_lots.evidence
    FROM cases
    INNER JOIN effect_lots
        ON effect_lots.effect_kind = cases.effect_kind
        AND effect_lots.effect_id = cases.effect_id
    INNER JOIN source_lots
        ON source_lots.root_lot_id = effect_lots.lot_id
        AND source_lots.part_id = cases.part_id
    LEFT JOIN candidates
        ON candidates.effect_kind = cases.effect_kind
        AND candidates.effect_id = cases.effect_id
        AND candidates.supplier_id = source_lots.supplier_id
    WHERE effect_lots.is_open AND candidates.effect_id IS NULL
)
SELECT
    effect_kind, effect_id AS traced_as, part_id, supplier_id,
    -- A delivery is stronger than an approval.
    CASE WHEN MIN(evidence) = 'approved' AND MAX(evidence) <> 'approved' THEN MAX(evidence)
        ELSE MIN(evidence)
    END AS evidence,
    CAST(0 AS BIGINT) AS least, CAST(1000000000 AS BIGINT) AS most
FROM parts
WHERE supplier_id IS NOT NULL
GROUP BY effect_kind, effect_id, part_id, supplier_id
