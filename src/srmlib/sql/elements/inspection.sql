-- Incoming inspection. One event per lot inspected, on the day it was decided, and one for its
-- hours where they are supplied. A tightened lot would have been inspected by the normal plan too:
-- theirs is only what tightening added, its hours beyond the mean of the same supplier's and
-- part's lots under the normal plan so far, an event of its own. Without such a lot nobody can
-- tell: then they are open.
WITH inspected AS (
    SELECT
        inspection_lots.lot_id,
        inspection_lots.supplier_id,
        COALESCE(inspection_lots.part_id, schedule_lines.part_id) AS part_id,
        schedule_lines.order_id,
        receipts.line_id,
        inspection_lots.receipt_id,
        receipts.shipment_id,
        inspection_lots.decided_on,
        inspection_lots.our_hours,
        inspection_lots.source_file,
        inspection_lots.source_row,
        COALESCE(inspection_lots.is_tightened, FALSE) AS is_tightened
    FROM inspection_lots
    LEFT JOIN receipts ON receipts.receipt_id = inspection_lots.receipt_id
    LEFT JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    CROSS JOIN snapshot_info
    WHERE NOT COALESCE(inspection_lots.is_skip, FALSE)
        AND inspection_lots.decided_on <= snapshot_info.as_of
),
normal_plan AS (
    SELECT
        tightened.lot_id,
        srm_quantity(
            srm_quotient(
                CAST(SUM(srm_thousandths(normal.our_hours)) AS BIGINT), COUNT(normal.our_hours)
            )
        ) AS normal_hours
    FROM inspected AS tightened
    INNER JOIN inspected AS normal
        ON normal.supplier_id = tightened.supplier_id
        AND COALESCE(normal.part_id, '') = COALESCE(tightened.part_id, '')
        AND normal.decided_on <= tightened.decided_on
    WHERE tightened.is_tightened AND NOT normal.is_tightened AND normal.our_hours IS NOT NULL
    GROUP BY tightened.lot_id
),
timed AS (
    SELECT
        inspected.*,
        CASE
            WHEN inspected.is_tightened
                THEN LEAST(inspected.our_hours, COALESCE(normal_hours, inspected.our_hours))
            ELSE inspected.our_hours
        END AS plan_hours,
        CASE
            WHEN inspected.is_tightened AND normal_hours IS NULL THEN 'open'
            ELSE 'ours'
        END AS hours_cause
    FROM inspected
    LEFT JOIN normal_plan ON normal_plan.lot_id = inspected.lot_id
)
SELECT
    'inspection_lots' AS source,
    concat('lot ', lot_id) AS event_id,
    supplier_id,
    part_id,
    order_id,
    line_id,
    receipt_id,
    shipment_id,
    decided_on AS occurred_on,
    'amount' AS state,
    CAST(1 AS DECIMAL(18, 3)) AS driver_qty,
    'lot' AS driver_unit,
    'inspection_lot_rate' AS rate_name,
    'ours' AS cause,
    source_file,
    source_row
FROM timed
UNION ALL
SELECT
    'inspection_lots',
    concat('hours of lot ', lot_id),
    supplier_id,
    part_id,
    order_id,
    line_id,
    receipt_id,
    shipment_id,
    decided_on,
    CASE WHEN our_hours IS NULL THEN 'unknown' ELSE 'amount' END,
    plan_hours,
    'hour',
    'inspection_hour_rate',
    hours_cause,
    source_file,
    source_row
FROM timed
WHERE (SELECT COUNT(our_hours) FROM inspection_lots) > 0
UNION ALL
SELECT
    'inspection_lots',
    concat('tightening of lot ', lot_id),
    supplier_id,
    part_id,
    order_id,
    line_id,
    receipt_id,
    shipment_id,
    decided_on,
    'amount',
    CAST(our_hours - plan_hours AS DECIMAL(18, 3)),
    'hour',
    'inspection_hour_rate',
    'theirs',
    source_file,
    source_row
FROM timed
WHERE our_hours > plan_hours
