-- Whose cause a broken promise is, as the register of causes has it; where it has no side, what the
-- promise itself claims is not agreed.
UPDATE customer_promises
SET broken_cause = COALESCE(CAST($1 AS VARCHAR), broken_cause), is_cause_agreed = $2, cause_id = $3
WHERE promise_id = $4 AND supplier_id = $5
