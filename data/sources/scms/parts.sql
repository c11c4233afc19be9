-- The extract has no part code: an item description is the part.
SELECT
    "Item Description" AS part_id,
    "Item Description" AS name,
    min("Product Group") AS category,
    'pack' AS uom,
    min(source_file) AS source_file,
    min(source_row) AS source_row
FROM lines
GROUP BY "Item Description"
