-- Grain: one row per row of a metric on its agreed basis, of a supplier in a span of days, as the
-- load made it: before anything that was decided in the register.
SELECT *
FROM snapshot.main.{rows}
WHERE basis = 'agreed' AND supplier_id = ? AND counted_on >= ? AND counted_on < ?
ORDER BY counted_on, row_id
