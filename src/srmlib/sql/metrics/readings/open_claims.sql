-- Grain: one row per open dispute over a row of a metric and supplier, oldest first; none that is
-- raised after a day.
SELECT row_id, raised_by, claim
FROM disputes
WHERE metric_id = ?
    AND supplier_id = ?
    AND state = 'open'
    AND raised_on <= ?
ORDER BY raised_on, dispute_id
