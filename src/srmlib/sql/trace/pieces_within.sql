-- The pieces that effects name, each within itself: what is built into them is added level by
-- level.
SELECT DISTINCT serial_id, serial_id AS within_id, 0 AS level
FROM cases
WHERE serial_id IS NOT NULL
