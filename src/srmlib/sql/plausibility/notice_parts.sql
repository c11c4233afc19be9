-- Grain: one row per quality notice of more than came with its receipt.
SELECT
    quality_notices.supplier_id AS owner_id,
    quality_notices.source_file,
    quality_notices.source_row,
    CONCAT(
        srm_said(quality_notices.claimed_qty), ' claimed, ',
        COALESCE(srm_said(quality_notices.confirmed_qty), 'not yet'), ' confirmed, ',
        srm_said(receipts.received_qty), ' came'
    ) AS seen
FROM quality_notices
INNER JOIN receipts ON receipts.receipt_id = quality_notices.receipt_id
WHERE quality_notices.claimed_qty > receipts.received_qty
    OR quality_notices.confirmed_qty > receipts.received_qty
    OR quality_notices.scrapped_qty > receipts.received_qty
