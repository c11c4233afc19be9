-- Grain: one row per lot and receipt it came with that still stands, in thousandths. What a
-- reversal took back did not come; nor can what went back to its supplier whole, before anything
-- was made of the lot, be in what was made. A lot whose part of a receipt nobody stated has all of
-- that, and qty is null where that is unknown too.
WITH reversed AS (
    SELECT
        receipts.of_receipt_id,
        SUM(receipts.received_qty) AS reversed_qty,
        COUNT(*) = COUNT(receipts.received_qty) AS is_qty_known
    FROM receipts
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'reversal' AND receipts.docked_on <= snapshot_info.as_of
    GROUP BY receipts.of_receipt_id
),
first_used AS (
    SELECT lot_inputs.input_lot_id AS lot_id, MIN(outputs.made_on) AS used_on
    FROM lot_inputs
    INNER JOIN lots AS outputs ON outputs.lot_id = lot_inputs.output_lot_id
    GROUP BY lot_inputs.input_lot_id
),
named AS (
    SELECT
        lot_receipts.lot_id,
        lot_receipts.receipt_id,
        receipts.line_id,
        schedule_lines.supplier_id,
        CASE
            WHEN reversed.of_receipt_id IS NULL
                THEN COALESCE(lot_receipts.lot_qty, receipts.received_qty)
            WHEN NOT reversed.is_qty_known THEN 0
            ELSE LEAST(
                COALESCE(lot_receipts.lot_qty, receipts.received_qty),
                GREATEST(receipts.received_qty - reversed.reversed_qty, 0)
            )
        END AS qty
    FROM lot_receipts
    INNER JOIN receipts ON receipts.receipt_id = lot_receipts.receipt_id
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    LEFT JOIN reversed ON reversed.of_receipt_id = receipts.receipt_id
    LEFT JOIN first_used ON first_used.lot_id = lot_receipts.lot_id
    WHERE receipts.kind = 'receipt'
        AND NOT EXISTS (
            SELECT 1 FROM arrivals
            INNER JOIN returns ON returns.of_receipt_id = arrivals.receipt_id
            WHERE arrivals.receipt_id = receipts.receipt_id
                AND NOT arrivals.is_kept
                AND returns.returned_on < first_used.used_on
        )
)
SELECT lot_id, receipt_id, line_id, supplier_id, srm_thousandths(qty) AS qty
FROM named
WHERE qty > 0 OR qty IS NULL
