-- The lots a customer's order got; one without a lot where only a piece that came back, or that
-- somebody complains of, tells what the customer has.
SELECT lot_id FROM order_lots WHERE customer_order_id = $of_id
UNION
SELECT NULL FROM complaints WHERE customer_order_id = $of_id AND serial_id IS NOT NULL
UNION
SELECT NULL FROM customer_returns WHERE customer_order_id = $of_id AND serial_id IS NOT NULL
ORDER BY lot_id
