-- Ordering and receiving. One event per order line on the day it was ordered, cancelled or not, and
-- one per receipt on the day it reached the dock. A line without an order date is unknown: nobody
-- can tell the quarter it belongs to. It stands where its first receipt came, else on the as-of
-- date.
SELECT
    'schedule_lines' AS source,
    concat('order line ', schedule_lines.line_id) AS event_id,
    schedule_lines.supplier_id,
    schedule_lines.part_id,
    schedule_lines.order_id,
    schedule_lines.line_id,
    CAST(NULL AS STRING) AS receipt_id,
    CAST(NULL AS STRING) AS shipment_id,
    COALESCE(
        schedule_lines.ordered_on, arrivals.docked_on, snapshot_info.as_of
    ) AS occurred_on,
    CASE WHEN schedule_lines.ordered_on IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    CASE WHEN schedule_lines.ordered_on IS NOT NULL THEN 1 END AS driver_qty,
    'line' AS driver_unit,
    'order_line_rate' AS rate_name,
    'ours' AS cause,
    schedule_lines.source_file,
    schedule_lines.source_row
FROM schedule_lines
LEFT JOIN arrivals
    ON arrivals.line_id = schedule_lines.line_id AND arrivals.line_receipt_number = 1
CROSS JOIN snapshot_info
WHERE schedule_lines.ordered_on <= snapshot_info.as_of OR schedule_lines.ordered_on IS NULL
UNION ALL
SELECT
    'receipts',
    concat('receipt ', receipt_prices.receipt_id),
    receipt_prices.supplier_id,
    receipt_prices.part_id,
    receipt_prices.order_id,
    receipt_prices.line_id,
    receipt_prices.receipt_id,
    receipt_prices.shipment_id,
    receipt_prices.docked_on,
    'amount',
    1,
    'receipt',
    'receipt_rate',
    'ours',
    NULL,
    NULL
FROM receipt_prices
