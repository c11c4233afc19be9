-- A firm is not behind itself: the link between two that are one now is none.
DELETE FROM supply_links
WHERE supplier_id = behind_supplier_id
    AND supplier_id IN (SELECT into_supplier_id FROM merged_firms)
