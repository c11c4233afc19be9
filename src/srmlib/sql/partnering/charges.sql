-- What the buyer charged the supplier from a day on, and was credited for; null rows of no amount.
SELECT
    event_id,
    occurred_on,
    COALESCE(note, element) AS what
FROM cost_events
WHERE
    supplier_id = $supplier_id
    AND element = 'recovered'
    AND occurred_on >= $since
    AND occurred_on <= $until
ORDER BY occurred_on, event_id
