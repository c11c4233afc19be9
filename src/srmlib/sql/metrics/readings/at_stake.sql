-- Grain: one row per day of a supplier's defective parts on the agreed basis, in a span of days:
-- what is confirmed and received, and what is claimed in the notices left out while their analysis
-- is open.
SELECT
    counted_on,
    CAST(COALESCE(SUM(CASE WHEN is_counted THEN numerator END), 0) AS DECIMAL(18, 3)) AS confirmed,
    CAST(COALESCE(SUM(CASE WHEN is_counted THEN denominator END), 0) AS DECIMAL(18, 3)) AS received,
    CAST(
        COALESCE(SUM(CASE WHEN outcome = 'open' AND NOT is_counted THEN claimed_qty END), 0)
        AS DECIMAL(18, 3)
    ) AS claimed,
    COUNT(CASE WHEN outcome = 'open' AND NOT is_counted THEN 1 END) AS open_count
FROM q2_rows
WHERE basis = 'agreed'
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
GROUP BY counted_on
