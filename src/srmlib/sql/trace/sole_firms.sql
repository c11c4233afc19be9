-- Grain: one row per supplier, part and kind of firm behind it (maker, carrier), where there is one
-- such firm only.
SELECT
    asked.supplier_id, asked.part_id, supply_links.kind,
    MIN(supply_links.behind_supplier_id) AS behind_supplier_id
FROM (SELECT DISTINCT supplier_id, part_id FROM candidates WHERE supplier_id IS NOT NULL) AS asked
INNER JOIN supply_links
    ON supply_links.supplier_id = asked.supplier_id
    AND COALESCE(supply_links.part_id, asked.part_id, '') = COALESCE(asked.part_id, '')
GROUP BY asked.supplier_id, asked.part_id, supply_links.kind
HAVING MIN(supply_links.behind_supplier_id) = MAX(supply_links.behind_supplier_id)
