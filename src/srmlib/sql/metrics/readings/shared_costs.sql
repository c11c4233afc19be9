-- By basis what is counted by half of a quarter's shared costs, as their shares are not agreed.
SELECT basis, CAST(SUM(numerator) AS DECIMAL(18, 3)) AS half
FROM c1_rows
WHERE outcome = 'shared' AND supplier_id = ? AND counted_on >= ? AND counted_on < ?
GROUP BY basis
ORDER BY basis
