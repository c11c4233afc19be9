-- Grain: one row per shipment, else receipt, order or event, that a quarter's costs hang together
-- by, those of some elements apart (is_steady). DuckDB only: the elements are bound as one list.
SELECT
    LIST_CONTAINS(?, element) AS is_steady,
    COALESCE(
        'shipment ' || shipment_id,
        'receipt ' || receipt_id,
        'order ' || order_id,
        'event ' || event_id
    ) AS together,
    SUM(denominator) AS price,
    SUM(numerator) AS added
FROM c1_rows
WHERE basis = 'agreed'
    AND is_counted
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
GROUP BY 1, 2
ORDER BY 1, 2
