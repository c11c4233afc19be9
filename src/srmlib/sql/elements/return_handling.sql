-- Returns, claims handling, where none is stated: one event per return that still stands, on its
-- day.
SELECT
    'receipts' AS source,
    concat('return ', returns.return_id) AS event_id,
    schedule_lines.supplier_id,
    schedule_lines.part_id,
    schedule_lines.order_id,
    returns.line_id,
    returns.returned_on AS occurred_on,
    'amount' AS state,
    1 AS driver_qty,
    'return' AS driver_unit,
    'return_rate' AS rate_name,
    'theirs' AS cause,
    returns.source_file,
    returns.source_row
FROM returns
INNER JOIN schedule_lines ON schedule_lines.line_id = returns.line_id
