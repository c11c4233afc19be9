-- The dates of customers' returns, in the order of their steps.
SELECT returned_on, reached_us_on, sent_on, answered_on, settled_on
FROM customer_returns
WHERE supplier_id = ? AND returned_on >= ? AND returned_on < ? AND returned_on <= ?
