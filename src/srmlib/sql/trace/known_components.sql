-- What is in each part, at any depth: what is in its components is added level by level.
SELECT part_id, component_id, per_unit, valid_from, valid_until, is_bill, 0 AS level
FROM direct_components
WHERE part_id IS NOT NULL AND component_id IS NOT NULL
