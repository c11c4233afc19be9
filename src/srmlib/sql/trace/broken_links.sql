-- Links of lots that cannot be followed. A lot that went into itself adds nothing to what else is
-- in it: such a link is told, and no branch of the lot.
SELECT output_lot_id, input_lot_id
FROM lot_inputs
WHERE input_qty < 0
    OR input_qty IS NULL
    OR input_lot_id NOT IN (SELECT lot_id FROM lots)
    OR input_lot_id = output_lot_id
