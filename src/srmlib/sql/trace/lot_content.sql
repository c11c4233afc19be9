-- What the lots of one level hold, in billionths of a unit: what their inputs hold, in the share of
-- each that went in; what no input accounts for, or no record tells; and each lot itself. The lots
-- of the levels below are in lot_content already. via_lot_id is the last bought lot on the way: who
-- we had it from. At least one billionth is handed on, so that no branch is lost.
WITH outputs AS (
    SELECT * FROM traced_lots WHERE level = ?
),
held AS (
    SELECT
        outputs.lot_id AS root_lot_id,
        lot_content.part_id,
        lot_content.lot_id,
        CASE
            WHEN outputs.is_bought THEN outputs.lot_id
            ELSE lot_content.via_lot_id
        END AS via_lot_id,
        lot_content.is_source,
        GREATEST(lot_content.is_window, lot_links.is_window) AS is_window,
        GREATEST(srm_share(lot_content.amount, lot_links.qty, inputs.all_qty), 1) AS amount
    FROM outputs
    INNER JOIN lot_links ON lot_links.output_lot_id = outputs.lot_id
    INNER JOIN traced_lots AS inputs ON inputs.lot_id = lot_links.input_lot_id
    INNER JOIN lot_content ON lot_content.root_lot_id = inputs.lot_id
    UNION ALL
    SELECT
        outputs.lot_id, lost_inputs.part_id, lost_inputs.began_id,
        CASE WHEN outputs.is_bought THEN outputs.lot_id END, TRUE, 0, lost_inputs.amount
    FROM outputs
    INNER JOIN lost_inputs ON lost_inputs.lot_id = outputs.lot_id
    UNION ALL
    SELECT
        outputs.lot_id,
        outputs.part_id,
        outputs.lot_id,
        CASE WHEN outputs.is_bought THEN outputs.lot_id END,
        NOT outputs.is_reworked,
        0,
        1000000 * outputs.own_qty
    FROM outputs
)
SELECT
    root_lot_id, part_id, lot_id, via_lot_id, is_source, MAX(is_window) AS is_window,
    CAST(SUM(amount) AS BIGINT) AS amount
FROM held
GROUP BY root_lot_id, part_id, lot_id, via_lot_id, is_source
