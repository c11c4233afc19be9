-- Grain: one row per metric and what became of its rows on the agreed basis: how many were counted,
-- of them those with something in the numerator and in the denominator, or how many were left out.
SELECT
    metric_id,
    is_counted,
    CASE WHEN is_counted THEN '' ELSE outcome END AS outcome,
    COUNT(*) AS row_count,
    COUNT(CASE WHEN numerator <> 0 THEN 1 END) AS event_count,
    COUNT(CASE WHEN denominator <> 0 THEN 1 END) AS exposure_count
FROM metric_rows
WHERE basis = 'agreed'
GROUP BY metric_id, is_counted, CASE WHEN is_counted THEN '' ELSE outcome END
ORDER BY metric_id, is_counted, outcome
