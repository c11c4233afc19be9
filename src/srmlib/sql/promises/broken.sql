-- Grain: one row per promise of the quarter and supplier it depended on, kept or not, in the order
-- of days promised; of one supplier, or of all where none is named. The amount of its order is the
-- promise's own, else that of the customer's order, in the reporting currency by the rate of the
-- promised day; null where it is not known.
SELECT
    p1_rows.row_id AS promise_id,
    p1_rows.customer_order_id,
    customer_orders.customer_id,
    p1_rows.outcome = 'kept' AS is_kept,
    p1_rows.broken_cause,
    COALESCE(p1_rows.is_cause_agreed, FALSE) AS is_cause_agreed,
    srm_convert(
        COALESCE(customer_promises.order_amount, customer_orders.order_amount),
        fx_daily.fx_rate,
        fx_daily.fx_units,
        snapshot_info.smallest_cents
    ) AS order_amount
FROM p1_rows
CROSS JOIN snapshot_info
INNER JOIN customer_promises
    ON customer_promises.promise_id = p1_rows.promise_id
    AND customer_promises.supplier_id = p1_rows.supplier_id
LEFT JOIN customer_orders ON customer_orders.customer_order_id = p1_rows.customer_order_id
LEFT JOIN fx_daily
    ON fx_daily.day = p1_rows.counted_on
    AND fx_daily.currency = CASE
        WHEN customer_promises.order_amount IS NULL THEN customer_orders.currency
        ELSE customer_promises.currency
    END
WHERE p1_rows.basis = 'agreed'
    AND p1_rows.outcome NOT IN ('not_due', 'not_shipped')
    AND ($supplier_id IS NULL OR p1_rows.supplier_id = $supplier_id)
    AND p1_rows.counted_on >= $start
    AND p1_rows.counted_on < $until
ORDER BY p1_rows.counted_on, p1_rows.row_id, p1_rows.supplier_id
