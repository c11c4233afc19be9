-- How often each date of customers' returns is told in the whole extract.
SELECT
    COUNT(returned_on) AS returned_on,
    COUNT(reached_us_on) AS reached_us_on,
    COUNT(sent_on) AS sent_on,
    COUNT(answered_on) AS answered_on,
    COUNT(settled_on) AS settled_on
FROM customer_returns
