-- Returns, claims handling, where none is stated: one event per return that was not taken back, on its day.
SELECT
    'receipts' AS source,
    concat('return ', receipts.receipt_id) AS event_id,
    schedule_lines.supplier_id,
    schedule_lines.part_id,
    schedule_lines.order_id,
    receipts.line_id,
    receipts.docked_on AS occurred_on,
    'amount' AS state,
    1 AS driver_qty,
    'return' AS driver_unit,
    'return_rate' AS rate_name,
    'theirs' AS cause,
    receipts.source_file,
    receipts.source_row
FROM receipts
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
LEFT JOIN receipts AS reversals ON reversals.of_receipt_id = receipts.receipt_id AND reversals.kind = 'reversal'
CROSS JOIN snapshot_info
WHERE receipts.kind = 'return' AND reversals.receipt_id IS NULL AND receipts.docked_on <= snapshot_info.as_of
