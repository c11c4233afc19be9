-- Grain: one row per quality notice of more than came with its receipt.
SELECT
    quality_notices.supplier_id AS owner_id,
    quality_notices.source_file,
    quality_notices.source_row,
    CONCAT(
        CAST(quality_notices.claimed_qty AS STRING), ' claimed, ',
        COALESCE(CAST(quality_notices.confirmed_qty AS STRING), 'not yet'), ' confirmed, ',
        CAST(receipts.received_qty AS STRING), ' came'
    ) AS seen
FROM quality_notices
INNER JOIN receipts ON receipts.receipt_id = quality_notices.receipt_id
WHERE quality_notices.claimed_qty > receipts.received_qty
    OR quality_notices.confirmed_qty > receipts.received_qty
    OR quality_notices.scrapped_qty > receipts.received_qty
