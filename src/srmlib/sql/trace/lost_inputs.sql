-- Grain: one row per lot and part that its inputs do not account for, in thousandths: what stands
-- on a broken row, and what came out beyond what went in where every input is of the lot's own part
-- (split, merged, reworked). An input of an unknown lot is taken to be of the part of the other
-- inputs where those are of one part; else its part is not known.
WITH parts AS (
    SELECT lot_inputs.output_lot_id, MIN(lots.part_id) AS part_id
    FROM lot_inputs
    INNER JOIN lots ON lots.lot_id = lot_inputs.input_lot_id
    GROUP BY lot_inputs.output_lot_id
    HAVING MIN(lots.part_id) = MAX(lots.part_id) AND COUNT(lots.part_id) = COUNT(*)
),
balance AS (
    SELECT
        outputs.lot_id,
        outputs.part_id,
        srm_thousandths(outputs.lot_qty)
            - CAST(SUM(srm_thousandths(ABS(lot_inputs.input_qty))) AS BIGINT) AS qty
    FROM lot_inputs
    INNER JOIN lots AS outputs ON outputs.lot_id = lot_inputs.output_lot_id
    INNER JOIN parts ON parts.output_lot_id = outputs.lot_id AND parts.part_id = outputs.part_id
    GROUP BY outputs.lot_id, outputs.part_id, outputs.lot_qty
),
lost AS (
    SELECT
        lot_inputs.output_lot_id AS lot_id,
        CASE WHEN lots.lot_id IS NULL THEN parts.part_id ELSE lots.part_id END AS part_id,
        srm_thousandths(ABS(lot_inputs.input_qty)) AS qty
    FROM lot_inputs
    INNER JOIN broken_links
        ON broken_links.output_lot_id = lot_inputs.output_lot_id
        AND broken_links.input_lot_id = lot_inputs.input_lot_id
    LEFT JOIN lots ON lots.lot_id = lot_inputs.input_lot_id
    LEFT JOIN parts ON parts.output_lot_id = lot_inputs.output_lot_id
    UNION ALL
    SELECT lot_id, part_id, qty FROM balance WHERE qty > 0
)
SELECT lot_id, part_id, CAST(SUM(qty) AS BIGINT) AS qty
FROM lost
WHERE qty > 0
GROUP BY lot_id, part_id
