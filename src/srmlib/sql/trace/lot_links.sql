-- Grain: one row per lot that went into another, where both are known and the quantity is one; in
-- thousandths. What is broken was put aside before.
SELECT
    lot_inputs.output_lot_id,
    lot_inputs.input_lot_id,
    srm_thousandths(lot_inputs.input_qty) AS qty,
    CASE WHEN lot_inputs.evidence = 'window' THEN 1 ELSE 0 END AS is_window
FROM lot_inputs
INNER JOIN lots ON lots.lot_id = lot_inputs.input_lot_id
LEFT JOIN broken_links
    ON broken_links.output_lot_id = lot_inputs.output_lot_id
    AND broken_links.input_lot_id = lot_inputs.input_lot_id
WHERE lot_inputs.input_qty > 0 AND broken_links.output_lot_id IS NULL
