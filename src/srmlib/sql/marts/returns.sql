-- Grain: one row per return to the supplier that still stands at the as-of date, with what a
-- reversal took back subtracted. returned_qty: of a return without a quantity all that stands of
-- the receipt it takes back; null where that is not known either.
WITH reversed AS (
    SELECT
        receipts.of_receipt_id, CAST(SUM(receipts.received_qty) AS DECIMAL(18, 3)) AS reversed_qty,
        COUNT(*) AS reversals, COUNT(receipts.received_qty) AS known
    FROM receipts
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'reversal' AND receipts.docked_on <= snapshot_info.as_of
    GROUP BY receipts.of_receipt_id
)
SELECT
    receipts.receipt_id AS return_id,
    receipts.of_receipt_id,
    receipts.line_id,
    receipts.docked_on AS returned_on,
    receipts.received_qty IS NOT NULL AS is_qty_stated,
    COALESCE(
        receipts.received_qty - COALESCE(reversed.reversed_qty, 0),
        CASE
            WHEN taken.reversals IS NULL THEN came.received_qty
            ELSE came.received_qty - taken.reversed_qty
        END
    ) AS returned_qty,
    receipts.source_file,
    receipts.source_row
FROM receipts
INNER JOIN receipts AS came ON came.receipt_id = receipts.of_receipt_id
LEFT JOIN reversed ON reversed.of_receipt_id = receipts.receipt_id
LEFT JOIN reversed AS taken ON taken.of_receipt_id = receipts.of_receipt_id
CROSS JOIN snapshot_info
WHERE receipts.kind = 'return'
    AND receipts.docked_on <= snapshot_info.as_of
    -- A return that was reversed, whole or without a quantity, did not happen.
    AND (
        reversed.reversals IS NULL
        OR (reversed.known = reversed.reversals AND receipts.received_qty > reversed.reversed_qty)
    )
