SELECT
    output_lot_id, input_lot_id, input_qty, source_file, source_row
FROM lot_inputs
