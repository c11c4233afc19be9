-- Scrap, where none is stated: one event per quality notice, on the day it was found: what was
-- scrapped, at what it was bought for, which has left the price. Unknown where the quantity, or the
-- receipt that tells the price, is not.
SELECT
    'quality_notices' AS source,
    concat('scrap ', quality_notices.notice_id) AS event_id,
    quality_notices.supplier_id,
    COALESCE(quality_notices.part_id, schedule_lines.part_id) AS part_id,
    schedule_lines.order_id,
    receipts.line_id,
    quality_notices.receipt_id,
    receipts.shipment_id,
    quality_notices.found_on AS occurred_on,
    CASE
        WHEN quality_notices.scrapped_qty = 0 OR departures.ordered_cents IS NOT NULL THEN 'amount'
        ELSE 'unknown'
    END AS state,
    CASE
        WHEN quality_notices.scrapped_qty = 0 THEN CAST(0 AS DECIMAL(18, 3))
        ELSE srm_quantity(10 * (departures.ordered_cents + departures.beside_cents))
    END AS driver_qty,
    snapshot_info.reporting_currency AS driver_unit,
    'scrap_value_rate' AS rate_name,
    quality_notices.cause,
    quality_notices.source_file,
    quality_notices.source_row
FROM quality_notices
LEFT JOIN departures
    ON departures.kind = 'scrapped' AND departures.row_id = quality_notices.notice_id
LEFT JOIN receipts ON receipts.receipt_id = quality_notices.receipt_id
LEFT JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
CROSS JOIN snapshot_info
WHERE quality_notices.found_on <= snapshot_info.as_of
    AND (SELECT COUNT(scrapped_qty) FROM quality_notices) > 0
