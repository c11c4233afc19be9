-- Grain: one row per lot and part in it that some lots went into, and of the receipts those with
-- which they came; of a lot itself, not of what no record tells it holds. DuckDB only: both are
-- bound as lists.
SELECT
    lot_closure.root_lot_id, lot_closure.part_id, SUM(lot_closure.source_qty) AS quantity,
    CAST(SUM(lot_closure.weight) AS BIGINT) AS weight
FROM lot_closure
INNER JOIN lots
    ON lots.lot_id = lot_closure.lot_id
    AND COALESCE(lots.part_id, '') = COALESCE(lot_closure.part_id, '')
WHERE list_contains($lots, lot_closure.lot_id)
    AND ($receipts IS NULL OR list_contains($receipts, lot_closure.receipt_id))
GROUP BY lot_closure.root_lot_id, lot_closure.part_id
ORDER BY lot_closure.root_lot_id, lot_closure.part_id
