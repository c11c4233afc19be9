-- The complaints of a span of days, as known on a day: traced to the supplier, to another, to
-- nobody.
WITH told AS (
    SELECT
        received_on AS day,
        CASE
            WHEN supplier_id IS NULL THEN 'nobody'
            WHEN supplier_id = ? THEN 'supplier'
            ELSE 'another'
        END AS traced_to
    FROM complaints
    WHERE received_on >= ? AND received_on < ? AND received_on <= ?
)
SELECT day, traced_to, COUNT(*) AS row_count
FROM told
GROUP BY day, traced_to
