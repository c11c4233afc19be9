-- What broke of a customer's order because it was late.
SELECT effect_kind, effect_id
FROM effects
WHERE effect_kind = 'late_order' AND customer_order_id = ?
ORDER BY effect_id
