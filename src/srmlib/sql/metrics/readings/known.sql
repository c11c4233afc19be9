-- Grain: one row per day, outcome and kind of a metric's rows on its agreed basis, of a supplier in
-- a span of days: those counted, and those left out. is_event: it stands in the numerator of a
-- rate.
SELECT
    counted_on,
    outcome,
    is_counted,
    COALESCE(numerator > 0 AND denominator = 0, FALSE) AS is_event,
    COUNT(*) AS row_count,
    CAST(COALESCE(SUM(numerator), 0) AS DECIMAL(18, 3)) AS numerator,
    CAST(COALESCE(SUM(denominator), 0) AS DECIMAL(18, 3)) AS denominator
FROM {rows}
WHERE basis = 'agreed'
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
GROUP BY counted_on, outcome, is_counted, COALESCE(numerator > 0 AND denominator = 0, FALSE)
