-- Grain: one row per cost event and value its rate ever had.
SELECT valued.event_id, rates.*
FROM (SELECT DISTINCT event_id, rate_name FROM cost_ledger) AS valued
INNER JOIN rates ON rates.rate_name = valued.rate_name
