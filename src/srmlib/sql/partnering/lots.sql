-- The lots of a part that were decided from a day on, the latest first.
SELECT
    lot_id,
    decided_on,
    decision
FROM inspection_lots
WHERE
    supplier_id = $supplier_id
    AND ($part IS NULL OR part_id = $part)
    AND decided_on IS NOT NULL
    AND decided_on <= $until
ORDER BY decided_on DESC, lot_id DESC
