-- Grain: one row per counted row of a metric on its agreed basis, of a supplier in a span of days:
-- when it is placed, what it puts into the number, its order where the metric's rows name one, and
-- the unit it is measured in where they name that.
SELECT
    row_id,
    counted_on,
    numerator,
    denominator,
    {order_id} AS order_id,
    {measured_in} AS measured_in
FROM {rows}
WHERE basis = 'agreed'
    AND is_counted
    AND numerator IS NOT NULL
    AND denominator IS NOT NULL
    AND supplier_id = ?
    AND counted_on >= ?
    AND counted_on < ?
ORDER BY row_id
