-- What is in the components of the level above, on the days on which both hold, where it is not
-- known for those yet.
WITH deeper AS (
    SELECT DISTINCT
        components.part_id,
        bill_of_materials.component_id,
        CAST(? AS INTEGER) AS level,
        GREATEST(
            COALESCE(components.valid_from, bill_of_materials.valid_from),
            COALESCE(bill_of_materials.valid_from, components.valid_from)
        ) AS valid_from,
        LEAST(
            COALESCE(components.valid_until, bill_of_materials.valid_until),
            COALESCE(bill_of_materials.valid_until, components.valid_until)
        ) AS valid_until
    FROM components
    INNER JOIN bill_of_materials ON bill_of_materials.part_id = components.component_id
    WHERE components.level = ?
        AND COALESCE(bill_of_materials.component_qty, 1) > 0
        AND bill_of_materials.component_id <> components.part_id
)
SELECT deeper.*
FROM deeper
WHERE (
        deeper.valid_from IS NULL
        OR deeper.valid_until IS NULL
        OR deeper.valid_from < deeper.valid_until
    )
    AND NOT EXISTS (
        SELECT 1 FROM components AS known
        WHERE known.part_id = deeper.part_id
            AND known.component_id = deeper.component_id
            AND (known.valid_from IS NULL OR known.valid_from <= deeper.valid_from)
            AND (known.valid_until IS NULL OR known.valid_until >= deeper.valid_until)
    )
