-- The shares of a supplier's events that touch a quarter, whomever they were traced to, and the
-- events.
WITH events AS (
    SELECT SUM(amount) AS shares, MIN(event_amount) AS event_amount
    FROM cost_ledger
    WHERE state = 'amount' AND booked_supplier_id = ?
    GROUP BY element, event_id
    HAVING MAX(booked_on) >= ? AND MIN(booked_on) < ?
)
SELECT COALESCE(SUM(shares), 0) AS shares, COALESCE(SUM(event_amount), 0) AS events
FROM events
