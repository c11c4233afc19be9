-- Every quantity of one table that is stated in another unit than its part's, in the part's own.
UPDATE {table}
SET
    stated_qty = {quantity},
    {quantity} = srm_quantity(
        srm_share(srm_thousandths({quantity}), converted.to_qty, converted.from_qty)
    )
FROM (
    SELECT stated_units.row_id, unit_factors.to_qty, unit_factors.from_qty
    FROM stated_units
    INNER JOIN unit_factors
        ON unit_factors.part_id = stated_units.part_id
        AND unit_factors.uom = LOWER(stated_units.uom)
    WHERE stated_units.table_name = ?
) AS converted
WHERE {table}.{key} = converted.row_id
