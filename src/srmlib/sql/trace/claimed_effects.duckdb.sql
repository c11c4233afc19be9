-- DuckDB only: a table is changed by another.
-- What one firm claims of an effect in the register of causes goes before what its own row claims;
-- claims that differ leave it open.
UPDATE effects
SET claim = claimed.claim, supplier_id = COALESCE(claimed.supplier_id, effects.supplier_id)
FROM (
    SELECT
        effect_kind,
        effect_id,
        CASE
            WHEN MIN(side) = 'tier2' AND MAX(side) = 'tier2' THEN 'theirs'
            WHEN MIN(side) = MAX(side) AND MIN(side) IN ('theirs', 'ours', 'shared') THEN MIN(side)
            ELSE 'open'
        END AS claim,
        CASE
            WHEN MIN(side) = 'theirs' AND MIN(supplier_id) = MAX(supplier_id) THEN MIN(supplier_id)
        END AS supplier_id
    FROM told_causes
    WHERE state = 'claimed'
    GROUP BY effect_kind, effect_id
) AS claimed
WHERE claimed.effect_kind = effects.effect_kind AND claimed.effect_id = effects.effect_id
