-- The number of a quarter's cost events with an amount, beside the price and some elements; freight
-- and insurance of one shipment are one. DuckDB only: the elements are bound as one list.
SELECT
    COUNT(
        DISTINCT CASE
            WHEN component IS NULL THEN 'event ' || event_id
            ELSE COALESCE('shipment ' || shipment_id, 'event ' || event_id)
        END
    ) AS events
FROM c1_rows
WHERE basis = 'agreed'
    AND outcome IN ('added', 'credit', 'shared')
    AND NOT LIST_CONTAINS(?, element)
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
