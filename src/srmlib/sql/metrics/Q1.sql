-- Accepted lots. Grain: one row per basis and inspection lot, placed by the day of its decision.
-- A basis reads differently: lots used as they are, lots let through without inspection, a defect
-- found after acceptance, and whether lots or parts count. outcome: accepted, rejected are counted;
-- open (no decision yet), skipped (let through, where such lots are out), backwards (decided before
-- the lot came, or a defect found in it before it was decided) are not. A lot without a decision is
-- placed by the day it came, else by the as-of date; one that comes only after that date is not
-- known yet, and no row.
WITH known AS (
    SELECT
        inspection_lots.*,
        bases_q1.basis,
        bases_q1.use_as_is,
        bases_q1.skip_lots,
        bases_q1.found_later,
        bases_q1.unit,
        receipts.docked_on,
        snapshot_info.as_of,
        CASE
            WHEN inspection_lots.decided_on <= snapshot_info.as_of THEN inspection_lots.decided_on
        END AS known_decided_on,
        CASE
            WHEN inspection_lots.reopened_on <= snapshot_info.as_of THEN inspection_lots.reopened_on
        END AS known_reopened_on
    FROM inspection_lots
    INNER JOIN bases_q1 ON bases_q1.supplier_id = inspection_lots.supplier_id
    LEFT JOIN receipts ON receipts.receipt_id = inspection_lots.receipt_id
    CROSS JOIN snapshot_info
    WHERE receipts.docked_on IS NULL
        OR receipts.docked_on <= snapshot_info.as_of
        OR inspection_lots.decided_on <= snapshot_info.as_of
),
judged AS (
    SELECT
        *,
        CASE
            WHEN is_skip AND skip_lots = 'out' THEN 'skipped'
            WHEN known_decided_on IS NULL THEN 'open'
            WHEN known_decided_on < docked_on OR known_reopened_on < known_decided_on
                THEN 'backwards'
            WHEN decision = 'reject' THEN 'rejected'
            WHEN decision = 'use_as_is' AND use_as_is = 'reject' THEN 'rejected'
            WHEN known_reopened_on IS NOT NULL AND found_later = 'reopens' THEN 'rejected'
            ELSE 'accepted'
        END AS outcome,
        -- A lot's parts are accepted when the lot is.
        CASE WHEN unit = 'part' THEN lot_qty ELSE 1 END AS size
    FROM known
)
SELECT
    basis,
    judged.supplier_id,
    lot_id AS row_id,
    COALESCE(known_decided_on, judged.docked_on, as_of) AS counted_on,
    outcome,
    outcome IN ('accepted', 'rejected') AS is_counted,
    CAST(
        CASE outcome WHEN 'accepted' THEN size WHEN 'rejected' THEN 0 END AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(
        CASE WHEN outcome IN ('accepted', 'rejected') THEN size END AS DECIMAL(18, 3)
    ) AS denominator,
    lot_id,
    judged.part_id,
    judged.receipt_id,
    known_decided_on AS decided_on,
    CASE WHEN known_decided_on IS NOT NULL THEN decision END AS decision,
    known_reopened_on AS reopened_on,
    COALESCE(is_skip, FALSE) AS is_skip,
    lot_qty,
    rejected_qty,
    -- Parts of different units have no sum; a lot that names no part is of its receipt's line.
    CASE WHEN unit = 'part' THEN part_units.uom END AS measured_in
FROM judged
LEFT JOIN receipts ON receipts.receipt_id = judged.receipt_id
LEFT JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
LEFT JOIN part_units ON part_units.part_id = COALESCE(judged.part_id, schedule_lines.part_id)
