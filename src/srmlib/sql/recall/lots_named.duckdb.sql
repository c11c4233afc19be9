-- Grain: one row per lot asked for and receipt it came with, null where it came with none: what it
-- is, who made or delivered it. DuckDB only: the lots are bound as one list.
SELECT
    lots.lot_id, lots.part_id, came.receipt_id, came.line_id,
    COALESCE(came.supplier_id, lots.supplier_id) AS supplier_id, came.behind_supplier_id
FROM lots
LEFT JOIN lot_closure AS came
    ON came.root_lot_id = lots.lot_id
    AND came.lot_id = lots.lot_id
    AND came.via_lot_id = lots.lot_id
    AND COALESCE(came.part_id, '') = COALESCE(lots.part_id, '')
    AND came.receipt_id IS NOT NULL
WHERE list_contains($lots, lots.lot_id)
ORDER BY lots.lot_id, came.receipt_id
