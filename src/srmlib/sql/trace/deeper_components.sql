-- What is in the components of the level above, where it is not known yet.
SELECT DISTINCT components.part_id, bill_of_materials.component_id, CAST(? AS INTEGER) AS level
FROM components
INNER JOIN bill_of_materials ON bill_of_materials.part_id = components.component_id
WHERE components.level = ?
    AND COALESCE(bill_of_materials.component_qty, 1) > 0
    AND bill_of_materials.component_id <> components.part_id
    AND NOT EXISTS (
        SELECT 1 FROM components AS known
        WHERE known.part_id = components.part_id
            AND known.component_id = bill_of_materials.component_id
    )
