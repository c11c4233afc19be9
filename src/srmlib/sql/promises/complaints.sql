-- The complaints of a quarter that are traced to a supplier, as known on a day.
SELECT complaint_id, received_on, customer_order_id, subject, unit_count AS units
FROM complaints
WHERE supplier_id = ? AND received_on >= ? AND received_on < ? AND received_on <= ?
ORDER BY received_on, complaint_id
