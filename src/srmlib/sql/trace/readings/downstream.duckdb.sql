-- Grain: one row per lot and part in it that some lots, or a receipt that came with others, went
-- into. DuckDB only: the lots are bound as lists.
SELECT
    root_lot_id, part_id, SUM(source_qty) AS quantity, CAST(SUM(weight) AS BIGINT) AS weight
FROM lot_closure
WHERE list_contains($lots, lot_id)
    OR (list_contains($lots_of_receipt, lot_id) AND receipt_id = $receipt_id)
GROUP BY root_lot_id, part_id
ORDER BY root_lot_id, part_id, quantity, weight
