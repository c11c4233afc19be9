-- Grain: one row per firm that belongs to another and is not read as one with it.
SELECT supplier_id, parent_id
FROM suppliers
WHERE parent_id IS NOT NULL
    AND supplier_id NOT IN (SELECT supplier_id FROM merged_firms)
ORDER BY supplier_id
