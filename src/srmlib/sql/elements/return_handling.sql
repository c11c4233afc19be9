-- Returns, claims handling, where none is stated: one event per return that still stands, on its
-- day. By the cause of what was found in the goods it takes back: that of their notices, of which
-- one whose analysis confirmed nothing is not the supplier's; not agreed where they differ, and the
-- supplier's where there is none.
WITH found AS (
    SELECT
        quality_notices.receipt_id,
        CASE
            WHEN quality_notices.confirmed_qty = 0 THEN 'ours'
            ELSE quality_notices.cause
        END AS cause
    FROM quality_notices
    CROSS JOIN snapshot_info
    WHERE quality_notices.found_on <= snapshot_info.as_of
),
told AS (
    SELECT
        receipt_id,
        CASE WHEN MIN(cause) = MAX(cause) THEN MIN(cause) ELSE 'open' END AS cause
    FROM found
    WHERE receipt_id IS NOT NULL
    GROUP BY receipt_id
)
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
    COALESCE(told.cause, 'theirs') AS cause,
    returns.source_file,
    returns.source_row
FROM returns
INNER JOIN schedule_lines ON schedule_lines.line_id = returns.line_id
LEFT JOIN told ON told.receipt_id = returns.of_receipt_id
