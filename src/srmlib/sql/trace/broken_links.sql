-- Links of lots that cannot be followed.
SELECT output_lot_id, input_lot_id
FROM lot_inputs
WHERE input_qty < 0 OR input_lot_id NOT IN (SELECT lot_id FROM lots)
