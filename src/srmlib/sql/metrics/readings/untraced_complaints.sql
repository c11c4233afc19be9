-- The complaints of a quarter that are traced to nobody, as known on a day.
SELECT COUNT(*) AS complaints
FROM complaints
WHERE supplier_id IS NULL AND received_on >= ? AND received_on < ? AND received_on <= ?
