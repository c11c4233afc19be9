-- Grain: one row per open dispute over a row of a metric and supplier, oldest first; none that is
-- raised after the as-of date.
SELECT row_id, raised_by, claim
FROM disputes
CROSS JOIN snapshot_info
WHERE metric_id = ?
    AND supplier_id = ?
    AND state = 'open'
    AND raised_on <= as_of
ORDER BY raised_on, dispute_id
