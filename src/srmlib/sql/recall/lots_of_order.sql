-- The lots a customer's order got; one without a lot where only a piece that came back, or that
-- somebody complains of, tells what the customer has.
SELECT lot_id FROM order_lots WHERE customer_order_id = $of_id
UNION
SELECT NULL
FROM complaints
CROSS JOIN snapshot_info
WHERE customer_order_id = $of_id
    AND serial_id IS NOT NULL
    AND received_on <= snapshot_info.as_of
UNION
SELECT NULL
FROM customer_returns
CROSS JOIN snapshot_info
WHERE customer_order_id = $of_id
    AND serial_id IS NOT NULL
    AND returned_on <= snapshot_info.as_of
ORDER BY lot_id
