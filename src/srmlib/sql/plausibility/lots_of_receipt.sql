-- Grain: one row per receipt and lot of it, where the lots hold more than came.
WITH together AS (
    SELECT
        lot_receipts.*,
        SUM(lot_qty) OVER (PARTITION BY receipt_id) AS all_qty
    FROM lot_receipts
)
SELECT
    schedule_lines.supplier_id AS owner_id,
    together.source_file,
    together.source_row,
    CONCAT(
        'lots of ', srm_said(together.all_qty), ' with ', together.receipt_id, ', ',
        srm_said(receipts.received_qty), ' came'
    ) AS seen
FROM together
INNER JOIN receipts ON receipts.receipt_id = together.receipt_id
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
WHERE together.all_qty > receipts.received_qty
