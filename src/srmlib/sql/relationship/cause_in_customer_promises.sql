-- Why promises of a customer's order were broken, as both firms agreed; where they say so already,
-- nothing.
UPDATE {entered}
SET broken_cause = $1, is_cause_agreed = TRUE
WHERE customer_order_id = $2
    AND (COALESCE(broken_cause, '') <> $1 OR NOT COALESCE(is_cause_agreed, FALSE))
