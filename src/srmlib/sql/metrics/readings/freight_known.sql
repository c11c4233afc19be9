-- The receipts of a supplier's quarter, and how many of them have all components of freight that
-- the extract speaks of known.
WITH spoken AS (
    SELECT COUNT(DISTINCT component) AS components
    FROM cost_ledger
    WHERE component IS NOT NULL
),
received AS (
    SELECT receipt_id
    FROM cost_ledger
    WHERE basis = 'price' AND supplier_id = ? AND booked_on >= ? AND booked_on < ?
),
told AS (
    SELECT
        receipt_id, component, MIN(CASE WHEN state = 'unknown' THEN 0 ELSE 1 END) AS is_known
    FROM cost_ledger
    WHERE component IS NOT NULL
    GROUP BY receipt_id, component
),
known AS (
    SELECT receipt_id, SUM(is_known) AS components FROM told GROUP BY receipt_id
)
SELECT
    COALESCE(
        SUM(CASE WHEN COALESCE(known.components, 0) = spoken.components THEN 1 ELSE 0 END), 0
    ) AS known,
    COUNT(*) AS receipts
FROM received
CROSS JOIN spoken
LEFT JOIN known ON known.receipt_id = received.receipt_id
