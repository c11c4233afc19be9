-- The promises of a span of days whose time is over, by what became of them.
SELECT counted_on AS day, outcome, COUNT(*) AS row_count
FROM p1_rows
WHERE basis = 'agreed'
    AND outcome NOT IN ('not_due', 'not_shipped')
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
GROUP BY counted_on, outcome
