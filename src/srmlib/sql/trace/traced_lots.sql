-- Grain: one row per lot: who made it, whether it was bought, and its quantity in thousandths. A
-- lot is bought where it has a supplier or came with a receipt: supplier_id is whose it is said to
-- be; maker_id made it: that one, or the only firm whose receipts it came with. own_qty is what it
-- was when made; all_qty what its uses are shares of: that, or the sum of its uses where they are
-- more. is_reworked: some of its inputs are of the same part, so that the part began there, not
-- here.
WITH received AS (
    SELECT
        lot_id,
        CASE WHEN MIN(supplier_id) = MAX(supplier_id) THEN MIN(supplier_id) END AS supplier_id
    FROM lot_deliveries
    GROUP BY lot_id
),
used AS (
    SELECT input_lot_id AS lot_id, CAST(SUM(qty) AS BIGINT) AS used_qty
    FROM lot_links
    GROUP BY input_lot_id
),
reworked AS (
    SELECT DISTINCT outputs.lot_id
    FROM lot_inputs
    INNER JOIN lots AS outputs ON outputs.lot_id = lot_inputs.output_lot_id
    INNER JOIN lots AS inputs ON inputs.lot_id = lot_inputs.input_lot_id
    WHERE inputs.part_id = outputs.part_id
        AND inputs.lot_id <> outputs.lot_id
        AND COALESCE(lot_inputs.input_qty, 1) <> 0
),
levels AS (
    SELECT lot_id, MAX(level) AS level FROM lot_levels GROUP BY lot_id
),
made AS (
    SELECT DISTINCT output_lot_id AS lot_id
    FROM lot_inputs
    WHERE input_lot_id <> output_lot_id AND COALESCE(input_qty, 1) <> 0
)
SELECT
    lots.lot_id,
    lots.part_id,
    lots.made_on,
    lots.supplier_id,
    COALESCE(lots.supplier_id, received.supplier_id) AS maker_id,
    lots.supplier_id IS NOT NULL
        OR lots.lot_id IN (SELECT lot_id FROM lot_receipts) AS is_bought,
    made.lot_id IS NOT NULL AS is_made,
    reworked.lot_id IS NOT NULL AS is_reworked,
    COALESCE(levels.level, 0) AS level,
    CASE
        WHEN lots.lot_qty > 0 THEN srm_thousandths(lots.lot_qty)
        ELSE COALESCE(used.used_qty, 1000)
    END AS own_qty,
    GREATEST(
        CASE WHEN lots.lot_qty > 0 THEN srm_thousandths(lots.lot_qty) ELSE 0 END,
        COALESCE(used.used_qty, 1000)
    ) AS all_qty
FROM lots
LEFT JOIN received ON received.lot_id = lots.lot_id
LEFT JOIN used ON used.lot_id = lots.lot_id
LEFT JOIN reworked ON reworked.lot_id = lots.lot_id
LEFT JOIN levels ON levels.lot_id = lots.lot_id
LEFT JOIN made ON made.lot_id = lots.lot_id
