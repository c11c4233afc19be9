-- Grain: one row per part and part it went straight into on a day.
SELECT DISTINCT
    bill_of_materials.component_id,
    bill_of_materials.part_id,
    COALESCE(parts.name, bill_of_materials.part_id) AS part
FROM bill_of_materials
LEFT JOIN parts ON parts.part_id = bill_of_materials.part_id
WHERE COALESCE(bill_of_materials.valid_from <= $day, TRUE)
    AND COALESCE(bill_of_materials.valid_until > $day, TRUE)
ORDER BY bill_of_materials.component_id, bill_of_materials.part_id
