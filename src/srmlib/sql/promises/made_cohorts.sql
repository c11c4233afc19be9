-- Grain: one row per calendar month in which finished lots that hold a supplier's goods were made:
-- their units, and those lots of which the quantity is not known. Finished is what went into no
-- other lot. Of a span of days.
WITH holding AS (
    SELECT DISTINCT root_lot_id AS lot_id
    FROM lot_closure
    WHERE supplier_id = $supplier_id AND is_source
),
finished AS (
    SELECT lots.lot_id, lots.lot_qty, CAST(DATE_TRUNC('month', lots.made_on) AS DATE) AS month_on
    FROM lots
    INNER JOIN holding ON holding.lot_id = lots.lot_id
    WHERE lots.made_on >= $start
        AND lots.made_on < $until
        AND NOT EXISTS (
            SELECT 1 FROM lot_inputs
            WHERE lot_inputs.input_lot_id = lots.lot_id
                AND lot_inputs.output_lot_id <> lots.lot_id
        )
)
SELECT
    month_on,
    CAST(COALESCE(SUM(lot_qty), 0) AS DECIMAL(18, 3)) AS units,
    COUNT(*) - COUNT(lot_qty) AS lots_without_qty
FROM finished
GROUP BY month_on
ORDER BY month_on
