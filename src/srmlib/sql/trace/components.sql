-- What is in each part by the bill of materials, and on which days: what is in that is added level
-- by level.
SELECT part_id, component_id, valid_from, valid_until, 0 AS level
FROM bill_of_materials
WHERE COALESCE(component_qty, 1) > 0
