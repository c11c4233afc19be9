-- Every row of the genealogy that cannot be right, but for cycles of several lots and
-- links that lie too deep, which are found by walking.
WITH used AS (
    SELECT input_lot_id AS lot_id, SUM(input_qty) AS qty
    FROM lot_inputs
    WHERE input_qty > 0
    GROUP BY input_lot_id
),
shipped AS (
    SELECT lot_id, SUM(shipped_qty) AS qty FROM order_lots GROUP BY lot_id
),
came AS (
    SELECT lot_id, SUM(lot_qty) AS qty FROM lot_receipts GROUP BY lot_id
),
alike AS (
    -- Lots whose inputs are all of their own part: split, merged or reworked.
    SELECT lot_inputs.output_lot_id AS lot_id, SUM(ABS(lot_inputs.input_qty)) AS qty
    FROM lot_inputs
    INNER JOIN lots AS outputs ON outputs.lot_id = lot_inputs.output_lot_id
    LEFT JOIN lots AS inputs ON inputs.lot_id = lot_inputs.input_lot_id
    GROUP BY lot_inputs.output_lot_id
    HAVING MIN(CASE WHEN inputs.part_id = outputs.part_id THEN 1 ELSE 0 END) = 1
),
named AS (
    SELECT 'order_lots' AS named_in, customer_order_id AS named_by, lot_id, source_file, source_row
    FROM order_lots
    UNION ALL
    SELECT 'serials', serial_id, lot_id, source_file, source_row FROM serials
    UNION ALL
    SELECT 'complaints', complaint_id, lot_id, source_file, source_row FROM complaints
    UNION ALL
    SELECT 'customer_returns', return_id, lot_id, source_file, source_row FROM customer_returns
    UNION ALL
    SELECT 'line_stops', stop_id, lot_id, source_file, source_row FROM line_stops
    UNION ALL
    SELECT 'lot_inputs', output_lot_id, input_lot_id, source_file, source_row FROM lot_inputs
),
named_pieces AS (
    SELECT
        'serials' AS named_in, serial_id AS named_by, built_into_serial_id AS serial_id,
        source_file, source_row
    FROM serials
    UNION ALL
    SELECT 'complaints', complaint_id, serial_id, source_file, source_row FROM complaints
    UNION ALL
    SELECT 'customer_returns', return_id, serial_id, source_file, source_row FROM customer_returns
)
SELECT
    'negative_quantity' AS kind, output_lot_id AS lot_id, input_lot_id AS other_id,
    input_qty AS qty, source_file, source_row,
    'a negative quantity of an input: its share is counted as not traced' AS words
FROM lot_inputs
WHERE input_qty < 0 AND output_lot_id <> input_lot_id
UNION ALL
SELECT
    'unknown_quantity', output_lot_id, input_lot_id, NULL, source_file, source_row,
    'an input of unknown quantity: what was left of it is taken, and its share not traced'
FROM lot_inputs
WHERE input_qty IS NULL AND output_lot_id <> input_lot_id
UNION ALL
SELECT
    'zero_quantity', output_lot_id, input_lot_id, input_qty, source_file, source_row,
    'an input of quantity 0: nothing of it is counted'
FROM lot_inputs
WHERE input_qty = 0
UNION ALL
SELECT
    'cycle', output_lot_id, input_lot_id, input_qty, source_file, source_row,
    'a lot that went into itself: that adds nothing to what else is in it'
FROM lot_inputs
WHERE output_lot_id = input_lot_id
UNION ALL
SELECT
    'negative_quantity', lot_id, NULL, lot_qty, source_file, source_row,
    'a lot of a negative quantity: what was used of it is taken instead'
FROM lots
WHERE lot_qty < 0
UNION ALL
SELECT
    'negative_quantity', lot_id, receipt_id, lot_qty, source_file, source_row,
    'a negative quantity of a lot with a receipt: the receipt is left out'
FROM lot_receipts
WHERE lot_qty < 0
UNION ALL
SELECT 'unknown_lot', named.lot_id, named.named_by, NULL, named.source_file, named.source_row,
    concat('a lot that ', named.named_in, ' names and no table of lots holds: it cannot be traced')
FROM named
LEFT JOIN lots ON lots.lot_id = named.lot_id
WHERE named.lot_id IS NOT NULL AND lots.lot_id IS NULL
UNION ALL
SELECT
    'unknown_serial', named_pieces.serial_id, named_pieces.named_by, NULL, named_pieces.source_file,
    named_pieces.source_row,
    concat(
        'a piece that ', named_pieces.named_in,
        ' names and no table of serials holds: it cannot be traced'
    )
FROM named_pieces
LEFT JOIN serials ON serials.serial_id = named_pieces.serial_id
WHERE named_pieces.serial_id IS NOT NULL AND serials.serial_id IS NULL
UNION ALL
SELECT 'orphan', lots.lot_id, NULL, lots.lot_qty, lots.source_file, lots.source_row,
    'a lot that was used, with no supplier, no receipt and no inputs: it is not traced'
FROM lots
INNER JOIN used ON used.lot_id = lots.lot_id
WHERE lots.supplier_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM lot_receipts WHERE lot_receipts.lot_id = lots.lot_id)
    AND NOT EXISTS (SELECT 1 FROM lot_inputs WHERE lot_inputs.output_lot_id = lots.lot_id)
UNION ALL
SELECT
    'more_out_than_in', lots.lot_id, NULL,
    COALESCE(used.qty, 0) + COALESCE(shipped.qty, 0) - lots.lot_qty, lots.source_file,
    lots.source_row,
    'more of a lot was used and shipped than there was: its uses are shares of all that was used'
FROM lots
LEFT JOIN used ON used.lot_id = lots.lot_id
LEFT JOIN shipped ON shipped.lot_id = lots.lot_id
WHERE lots.lot_qty >= 0 AND COALESCE(used.qty, 0) + COALESCE(shipped.qty, 0) > lots.lot_qty
UNION ALL
SELECT
    'more_out_than_in', lots.lot_id, NULL, lots.lot_qty - alike.qty, lots.source_file,
    lots.source_row,
    'a lot larger than the lots of the same part it was made of: the rest is not traced'
FROM lots
INNER JOIN alike ON alike.lot_id = lots.lot_id
WHERE lots.lot_qty > alike.qty
UNION ALL
SELECT
    'more_out_than_in', lots.lot_id, NULL, came.qty - lots.lot_qty, lots.source_file,
    lots.source_row,
    'more of a lot came with receipts than there was: the receipts share it by their quantities'
FROM lots
INNER JOIN came ON came.lot_id = lots.lot_id
WHERE lots.lot_qty >= 0 AND came.qty > lots.lot_qty
UNION ALL
SELECT
    'unknown_quantity', lot_id, customer_order_id, NULL, source_file, source_row,
    'a lot of an order in unknown quantity: beside lots of others its share is not traced'
FROM order_lots
WHERE shipped_qty IS NULL
    AND customer_order_id IN (
        SELECT customer_order_id FROM order_lots GROUP BY customer_order_id HAVING COUNT(*) > 1
    )
UNION ALL
SELECT
    'unknown_quantity', lot_receipts.lot_id, lot_receipts.receipt_id, NULL,
    lot_receipts.source_file, lot_receipts.source_row,
    'a lot with a receipt, both in unknown quantity: beside those of others its share is not traced'
FROM lot_receipts
INNER JOIN receipts ON receipts.receipt_id = lot_receipts.receipt_id
WHERE lot_receipts.lot_qty IS NULL
    AND receipts.received_qty IS NULL
    AND lot_receipts.lot_id IN (
        SELECT lot_id FROM lot_receipts GROUP BY lot_id HAVING COUNT(*) > 1
    )
