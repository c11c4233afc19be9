-- Grain: one row per row of a metric that a basis places in a span of days, of a supplier.
SELECT *
FROM {rows}
WHERE basis = ? AND supplier_id = ? AND counted_on >= ? AND counted_on < ?
ORDER BY counted_on, row_id
