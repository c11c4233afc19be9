-- Grain: one row per element of a supplier's quarter, the price and freight apart: how many of its
-- events are known (an amount, or included in the price), and how many are not. What the supplier
-- paid is no cost of the buyer, known or not.
SELECT
    element,
    COUNT(DISTINCT CASE WHEN outcome <> 'unknown' THEN event_id END) AS known,
    COUNT(DISTINCT CASE WHEN outcome = 'unknown' THEN event_id END) AS unknown
FROM c1_rows
WHERE basis = 'agreed'
    AND outcome <> 'supplier_paid'
    AND element NOT IN ('price', 'freight_duty')
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
GROUP BY element
ORDER BY element
