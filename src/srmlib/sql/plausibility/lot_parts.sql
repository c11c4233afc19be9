-- Grain: one row per inspection lot of which more was looked at or decided on than it holds.
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    CONCAT(
        srm_said(COALESCE(inspected_qty, 0)), ' looked at, ',
        CAST(COALESCE(accepted_qty, 0) + COALESCE(rejected_qty, 0) AS STRING),
        ' accepted or rejected, of ', srm_said(lot_qty)
    ) AS seen
FROM inspection_lots
WHERE inspected_qty > lot_qty
    OR COALESCE(accepted_qty, 0) + COALESCE(rejected_qty, 0) > lot_qty
