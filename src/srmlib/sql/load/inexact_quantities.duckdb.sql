-- The first row of each file, part and unit whose quantity is no whole number of thousandths of the
-- part's unit, and how many there are. DuckDB only: arg_min.
SELECT
    stated_units.source_file,
    MIN(stated_units.source_row) AS first_row,
    stated_units.quantity,
    ARG_MIN(stated_units.qty, stated_units.source_row) AS qty,
    ARG_MIN(stated_units.uom, stated_units.source_row) AS uom,
    MIN(stated_units.own_uom) AS own_uom,
    MIN(unit_factors.to_qty) AS to_qty,
    MIN(unit_factors.from_qty) AS from_qty,
    COUNT(*) AS row_count
FROM stated_units
INNER JOIN unit_factors
    ON unit_factors.part_id = stated_units.part_id AND unit_factors.uom = LOWER(stated_units.uom)
WHERE srm_remainder(
        srm_thousandths(stated_units.qty), unit_factors.to_qty, unit_factors.from_qty
    ) <> 0
GROUP BY
    stated_units.source_file, stated_units.quantity, stated_units.part_id, LOWER(stated_units.uom)
ORDER BY source_file, first_row
