-- Whether the extract holds promises to customers of a year, whoever they hang on.
SELECT COUNT(*) AS promise_count
FROM customer_promises
WHERE promised_on >= $since AND promised_on <= $until
