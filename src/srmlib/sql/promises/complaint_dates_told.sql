-- How often each date of complaints is told in the whole extract: one that never is, is not kept.
SELECT
    0 AS written_on,
    COUNT(received_on) AS received_on,
    COUNT(sent_on) AS sent_on,
    COUNT(answered_on) AS answered_on,
    COUNT(settled_on) AS settled_on
FROM complaints
