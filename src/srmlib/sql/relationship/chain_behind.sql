-- Grain: one row per firm behind a supplier and part it makes, carries or serves; part_id is null
-- where it may be any.
SELECT
    supply_links.behind_supplier_id AS firm_id,
    suppliers.name,
    supply_links.kind,
    supply_links.part_id,
    parts.name AS part,
    supply_links.share_rate
FROM supply_links
INNER JOIN suppliers ON suppliers.supplier_id = supply_links.behind_supplier_id
LEFT JOIN parts ON parts.part_id = supply_links.part_id
WHERE supply_links.supplier_id = ?
ORDER BY supply_links.behind_supplier_id, supply_links.kind, supply_links.part_id
