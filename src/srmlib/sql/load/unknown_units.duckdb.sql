-- The first row of each file, part and unit that nothing leads from to the part's own unit, and how
-- many there are. DuckDB only: arg_min.
SELECT
    stated_units.source_file,
    MIN(stated_units.source_row) AS first_row,
    ARG_MIN(stated_units.uom, stated_units.source_row) AS uom,
    stated_units.part_id,
    MIN(stated_units.own_uom) AS own_uom,
    COUNT(*) AS row_count
FROM stated_units
LEFT JOIN unit_factors
    ON unit_factors.part_id = stated_units.part_id AND unit_factors.uom = LOWER(stated_units.uom)
WHERE unit_factors.uom IS NULL
    AND (stated_units.own_uom IS NULL OR LOWER(stated_units.uom) <> LOWER(stated_units.own_uom))
GROUP BY stated_units.source_file, stated_units.part_id, LOWER(stated_units.uom)
ORDER BY source_file, first_row
