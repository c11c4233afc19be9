-- Grain: one row per return that stands on the as-of date with less than it states: later days
-- correct it.
WITH reversed AS (
    SELECT receipts.of_receipt_id, SUM(receipts.received_qty) AS reversed_qty
    FROM receipts
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'reversal' AND receipts.docked_on <= snapshot_info.as_of
    GROUP BY receipts.of_receipt_id
)
SELECT
    schedule_lines.supplier_id AS owner_id,
    returns.source_file,
    returns.source_row,
    CONCAT(
        srm_said(receipts.received_qty), ' of ', returns.of_receipt_id, ', ',
        srm_said(returns.returned_qty), ' of it left'
    ) AS seen
FROM returns
INNER JOIN receipts ON receipts.receipt_id = returns.return_id
INNER JOIN schedule_lines ON schedule_lines.line_id = returns.line_id
LEFT JOIN reversed ON reversed.of_receipt_id = returns.return_id
WHERE returns.returned_qty < receipts.received_qty - COALESCE(reversed.reversed_qty, 0)
