-- The broken promises of a quarter, and of how many of them the cause is not known.
SELECT COUNT(CASE WHEN broken_cause IS NULL THEN 1 END) AS unknown, COUNT(*) AS broken
FROM p1_rows
WHERE basis = 'agreed'
    AND outcome IN ('broken_theirs', 'broken_other')
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
