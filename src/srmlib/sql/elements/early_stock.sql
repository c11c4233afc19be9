-- Early deliveries held. One event per receipt that came before the agreed D1's due date, on the
-- day it came: its price times the days it is held. Unknown where no due date is known.
SELECT
    'receipts' AS source,
    concat('early ', receipt_prices.receipt_id) AS event_id,
    receipt_prices.supplier_id,
    receipt_prices.part_id,
    receipt_prices.order_id,
    receipt_prices.line_id,
    receipt_prices.receipt_id,
    receipt_prices.shipment_id,
    receipt_prices.docked_on AS occurred_on,
    CASE WHEN d1_rows.due_on IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    CAST(
        receipt_prices.price_amount
        * CAST(
            srm_days_between(receipt_prices.docked_on, d1_rows.due_on) AS INTEGER
        ) AS DECIMAL(18, 3)
    ) AS driver_qty,
    concat(snapshot_info.reporting_currency, ' × days') AS driver_unit,
    'carrying_rate' AS rate_name,
    36500 AS rate_per,
    -- A line the buyer changed may have come on the day first asked for.
    CASE WHEN d1_rows.is_changed_inside THEN 'ours' ELSE 'theirs' END AS cause
FROM receipt_prices
INNER JOIN d1_rows ON d1_rows.line_id = receipt_prices.line_id AND d1_rows.basis = 'agreed'
CROSS JOIN snapshot_info
WHERE (receipt_prices.docked_on < d1_rows.due_on OR d1_rows.due_on IS NULL)
    AND receipt_prices.price_amount > 0
