-- The pieces of some lots into which nobody recorded what of some parts was built: those of which
-- it is not known that as many pieces of the part are in them as the bill of materials asks for.
-- Asked for pairs of lot and part. DuckDB only: they are bound as two lists of equal length.
WITH asked AS (
    SELECT unnest($lots) AS lot_id, unnest($parts) AS part_id
),
built_in AS (
    SELECT serials.built_into_serial_id AS serial_id, lots.part_id, COUNT(*) AS pieces
    FROM serials
    INNER JOIN lots ON lots.lot_id = serials.lot_id
    WHERE serials.built_into_serial_id IS NOT NULL
    GROUP BY serials.built_into_serial_id, lots.part_id
),
bill AS (
    SELECT part_id, component_id, MAX(component_qty) AS component_qty
    FROM bill_of_materials
    GROUP BY part_id, component_id
)
SELECT asked.lot_id, asked.part_id, serials.serial_id
FROM asked
INNER JOIN lots ON lots.lot_id = asked.lot_id
INNER JOIN serials ON serials.lot_id = asked.lot_id
LEFT JOIN built_in
    ON built_in.serial_id = serials.serial_id AND built_in.part_id = asked.part_id
LEFT JOIN bill ON bill.part_id = lots.part_id AND bill.component_id = asked.part_id
WHERE COALESCE(built_in.pieces, 0) < GREATEST(COALESCE(bill.component_qty, 1), 1)
    AND ($pieces IS NULL OR list_contains($pieces, serials.serial_id))
ORDER BY asked.lot_id, asked.part_id, serials.serial_id
