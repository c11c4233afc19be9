-- The rows of the bill of materials that close a circle.
SELECT
    'cycle_of_parts' AS kind,
    bill_of_materials.component_id AS other_id,
    bill_of_materials.component_qty AS qty,
    concat(
        'a component of ', bill_of_materials.part_id,
        ' that is made of it, by the bill of materials: the circle is followed once'
    ) AS words,
    bill_of_materials.source_file,
    bill_of_materials.source_row
FROM bill_of_materials
WHERE bill_of_materials.part_id = bill_of_materials.component_id
    OR EXISTS (
        SELECT 1 FROM components
        WHERE components.part_id = bill_of_materials.component_id
            AND components.component_id = bill_of_materials.part_id
    )
