-- Early deliveries held. One event per receipt that came before it was wanted, on the day it came:
-- its price times the days it is held. It was wanted from the agreed D1's due date or the day the
-- buyer asked for, whichever is sooner, and no day counts that lies in the days by which a line may
-- come early, where the firms agreed on a number of them. Unknown where no due date is known.
WITH wanted AS (
    SELECT
        d1_rows.line_id,
        d1_rows.due_on,
        d1_rows.is_changed_inside,
        d1_rows.is_change_unclear,
        LEAST(
            srm_add_days(d1_rows.due_on, -COALESCE(bases_d1.early_days, 0)), d1_rows.requested_on
        ) AS wanted_on
    FROM d1_rows
    INNER JOIN bases_d1
        ON bases_d1.supplier_id = d1_rows.supplier_id AND bases_d1.basis = d1_rows.basis
    WHERE d1_rows.basis = 'agreed'
)
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
    CASE WHEN wanted.due_on IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    CAST(
        receipt_prices.price_amount
        * CAST(
            CASE
                WHEN wanted.due_on IS NOT NULL
                    THEN srm_days_between(receipt_prices.docked_on, wanted.wanted_on)
            END AS INTEGER
        ) AS DECIMAL(18, 3)
    ) AS driver_qty,
    concat(snapshot_info.reporting_currency, ' × days') AS driver_unit,
    'carrying_rate' AS rate_name,
    36500 AS rate_per,
    -- A line the buyer changed may have come on the day first asked for.
    CASE
        WHEN wanted.is_changed_inside THEN 'ours'
        WHEN wanted.is_change_unclear THEN 'open'
        ELSE 'theirs'
    END AS cause
FROM receipt_prices
INNER JOIN wanted ON wanted.line_id = receipt_prices.line_id
CROSS JOIN snapshot_info
WHERE (receipt_prices.docked_on < wanted.wanted_on OR wanted.due_on IS NULL)
    AND receipt_prices.price_amount > 0
