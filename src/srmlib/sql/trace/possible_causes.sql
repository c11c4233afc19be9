-- Where several bought parts are in the lots of an effect and none is named: whom each may have come from.
SELECT
    effect_kind, effect_id AS traced_as, part_id, supplier_id, MIN(evidence) AS evidence, CAST(0 AS BIGINT) AS least, CAST(1000000000 AS BIGINT) AS most
FROM bought_parts
WHERE NOT is_only_part AND supplier_id IS NOT NULL
GROUP BY effect_kind, effect_id, part_id, supplier_id
