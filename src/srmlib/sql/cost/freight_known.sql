-- Grain: one row per supplier and part with receipts in the quarter: those whose freight and
-- insurance are all known, as far as the extract speaks of them; and all.
WITH spoken AS (
    SELECT COUNT(DISTINCT component) AS components FROM cost_ledger WHERE component IS NOT NULL
),
received AS (
    SELECT supplier_id, part_id, receipt_id
    FROM cost_ledger
    WHERE basis = 'price' AND booked_on >= ? AND booked_on < ?
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
    received.supplier_id,
    received.part_id,
    COUNT(CASE WHEN COALESCE(known.components, 0) = spoken.components THEN 1 END) AS known,
    COUNT(*) AS receipts
FROM received
CROSS JOIN spoken
LEFT JOIN known ON known.receipt_id = received.receipt_id
GROUP BY received.supplier_id, received.part_id
