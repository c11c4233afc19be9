-- The sources of the lots that effects may be of, with whether the source's part is the one that
-- was bought (not a raw part behind it), and one row of each root and part marked. A source leads
-- somewhere where it is known, or was recorded and cannot be followed: of a lot of which no input
-- is recorded, weaker evidence may still tell.
SELECT
    lot_closure.*,
    lot_closure.maker = 'supplier'
        AND COALESCE(via.part_id, '') = COALESCE(lot_closure.part_id, '') AS is_bought_part,
    lot_closure.maker <> 'none'
        OR lot_closure.lot_id IS NULL
        OR (
            lot_closure.lot_id <> lot_closure.root_lot_id
            AND COALESCE(began.part_id, '') = COALESCE(lot_closure.part_id, '')
        ) AS is_lead,
    ROW_NUMBER() OVER (
        PARTITION BY lot_closure.root_lot_id, lot_closure.part_id
        ORDER BY
            COALESCE(lot_closure.lot_id, ''), COALESCE(lot_closure.via_lot_id, ''),
            COALESCE(lot_closure.receipt_id, '')
    ) = 1 AS is_first
FROM lot_closure
LEFT JOIN lots AS via ON via.lot_id = lot_closure.via_lot_id
LEFT JOIN lots AS began ON began.lot_id = lot_closure.lot_id
WHERE lot_closure.is_source AND lot_closure.root_lot_id IN (SELECT lot_id FROM effect_lots)
