-- The sources of the lots that effects may be of, with whether the source's part is the one that
-- was bought (not a raw part behind it), and one row of each root and part marked.
SELECT
    lot_closure.*,
    lot_closure.maker = 'supplier'
        AND COALESCE(via.part_id, '') = COALESCE(lot_closure.part_id, '') AS is_bought_part,
    ROW_NUMBER() OVER (
        PARTITION BY lot_closure.root_lot_id, lot_closure.part_id
        ORDER BY
            COALESCE(lot_closure.lot_id, ''), COALESCE(lot_closure.via_lot_id, ''),
            COALESCE(lot_closure.receipt_id, '')
    ) = 1 AS is_first
FROM lot_closure
LEFT JOIN lots AS via ON via.lot_id = lot_closure.via_lot_id
WHERE lot_closure.is_source AND lot_closure.root_lot_id IN (SELECT lot_id FROM effect_lots)
