-- Grain: one row per open dispute over a row of a metric and supplier, oldest first; none that is
-- raised after a day. Refused without a word stays open.
SELECT row_id, raised_by, claim
FROM disputes
WHERE metric_id = ?
    AND supplier_id = ?
    AND (state = 'open' OR (state = 'refused' AND answer IS NULL))
    AND raised_on <= ?
ORDER BY raised_on, dispute_id
