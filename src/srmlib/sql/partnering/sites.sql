-- The buyer's sites that a supplier delivers to (side buyer), and the factories it delivers from.
SELECT DISTINCT
    'buyer' AS side,
    site
FROM schedule_lines
WHERE
    supplier_id = $supplier_id
    AND site IS NOT NULL
    AND COALESCE(promised_on, requested_on, ordered_on) >= $since
    AND COALESCE(promised_on, requested_on, ordered_on) <= $until
UNION ALL
SELECT DISTINCT
    'supplier',
    made_at
FROM schedule_lines
WHERE
    supplier_id = $supplier_id
    AND made_at IS NOT NULL
    AND COALESCE(promised_on, requested_on, ordered_on) >= $since
    AND COALESCE(promised_on, requested_on, ordered_on) <= $until
ORDER BY 1, 2
