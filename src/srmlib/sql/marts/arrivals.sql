-- Grain: one row per goods receipt that still stands, with what a reversal took back subtracted. Returns stay: the goods did arrive.
-- arrived_qty is null where the extract has no quantities; line_qty_so_far runs over the line's receipts by dock date.
WITH reversed AS (
    SELECT of_receipt_id, SUM(received_qty) AS reversed_qty, COUNT(*) AS reversals, COUNT(received_qty) AS known
    FROM receipts
    WHERE kind = 'reversal'
    GROUP BY of_receipt_id
),
standing AS (
    SELECT
        receipts.receipt_id,
        receipts.line_id,
        receipts.shipment_id,
        receipts.shipped_on,
        receipts.docked_on,
        receipts.posted_on,
        receipts.received_qty - COALESCE(reversed.reversed_qty, 0) AS arrived_qty
    FROM receipts
    LEFT JOIN reversed ON reversed.of_receipt_id = receipts.receipt_id
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'receipt'
        AND receipts.docked_on <= snapshot_info.as_of
        -- A reversal without a quantity takes back the whole receipt.
        AND (reversed.reversals IS NULL OR (reversed.known = reversed.reversals AND receipts.received_qty > reversed.reversed_qty))
)
SELECT
    standing.*,
    SUM(arrived_qty) OVER (PARTITION BY line_id ORDER BY docked_on, receipt_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS line_qty_so_far,
    ROW_NUMBER() OVER (PARTITION BY line_id ORDER BY docked_on, receipt_id) AS line_receipt_number,
    COUNT(*) OVER (PARTITION BY line_id) AS line_receipts,
    COUNT(*) OVER (PARTITION BY line_id) = COUNT(arrived_qty) OVER (PARTITION BY line_id) AS is_qty_known
FROM standing
