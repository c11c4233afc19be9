-- What is in the components of the level above, where it is not known yet, on the days on which
-- both hold.
WITH deeper AS (
    SELECT
        known_components.part_id,
        direct_components.component_id,
        known_components.is_bill,
        CAST(? AS INTEGER) AS level,
        GREATEST(
            srm_share(known_components.per_unit, direct_components.per_unit, 1000000000), 1
        ) AS per_unit,
        GREATEST(
            COALESCE(known_components.valid_from, direct_components.valid_from),
            COALESCE(direct_components.valid_from, known_components.valid_from)
        ) AS valid_from,
        LEAST(
            COALESCE(known_components.valid_until, direct_components.valid_until),
            COALESCE(direct_components.valid_until, known_components.valid_until)
        ) AS valid_until
    FROM known_components
    INNER JOIN direct_components
        ON direct_components.part_id = known_components.component_id
        AND direct_components.is_bill = known_components.is_bill
    WHERE known_components.level = ?
        AND direct_components.component_id <> known_components.part_id
        AND NOT EXISTS (
            SELECT 1 FROM known_components AS known
            WHERE known.part_id = known_components.part_id
                AND known.component_id = direct_components.component_id
                AND known.is_bill = known_components.is_bill
        )
)
SELECT
    part_id,
    component_id,
    CAST(SUM(per_unit) AS BIGINT) AS per_unit,
    valid_from,
    valid_until,
    is_bill,
    level
FROM deeper
WHERE valid_from IS NULL OR valid_until IS NULL OR valid_from < valid_until
GROUP BY part_id, component_id, valid_from, valid_until, is_bill, level
