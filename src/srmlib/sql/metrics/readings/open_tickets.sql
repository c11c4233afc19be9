-- The grave tickets that were sent before a day and are not restored yet.
SELECT COUNT(*) AS tickets
FROM s3_rows
WHERE basis = 'agreed' AND supplier_id = ? AND counted_on < ? AND outcome = 'open'
