-- No lot leads anywhere: who delivered the part at fault, or the only bought part in the product,
-- in the year before, by quantity. Of several parts nothing tells which, so that only a supplier
-- that is named is followed; one that is named and delivered none of them is taken at its name.
SELECT
    effect_kind, effect_id, CASE WHEN MIN(part_id) = MAX(part_id) THEN MIN(part_id) END AS part_id,
    CAST(NULL AS STRING) AS receipt_id,
    CAST(NULL AS STRING) AS line_id, CAST(NULL AS STRING) AS lot_id,
    CASE WHEN NOT is_lost THEN supplier_id END AS supplier_id,
    CAST(NULL AS STRING) AS behind_supplier_id,
    CASE WHEN is_lost THEN 'none' ELSE 'supplier' END AS maker,
    'bom' AS evidence, CAST(1 AS BIGINT) AS weight, CAST(SUM(qty) AS BIGINT) AS qty,
    CAST(NULL AS BIGINT) AS whole_qty
FROM bom_deliveries
WHERE evidence = 'bom'
    AND CASE WHEN claimed_id IS NULL THEN is_only_part ELSE is_claim_possible = 1 END
    AND NOT EXISTS (
        SELECT 1 FROM candidates
        WHERE candidates.effect_kind = bom_deliveries.effect_kind
            AND candidates.effect_id = bom_deliveries.effect_id
    )
    AND NOT EXISTS (
        SELECT 1 FROM bought_parts
        WHERE bought_parts.effect_kind = bom_deliveries.effect_kind
            AND bought_parts.effect_id = bom_deliveries.effect_id
    )
GROUP BY effect_kind, effect_id, is_lost, CASE WHEN NOT is_lost THEN supplier_id END
