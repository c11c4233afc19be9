-- Corrective actions asked of a supplier in a year.
SELECT COUNT(*) AS action_count
FROM corrective_actions
WHERE supplier_id = $supplier_id AND issued_on >= $since AND issued_on <= $until
