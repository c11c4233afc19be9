-- Grain: one row per inspection lot, with the hours of the same supplier's and part's lots that
-- were inspected by the normal plan until its day (plan_hours) and how many those are (plan_lots).
WITH inspected AS (
    SELECT
        inspection_lots.*,
        COALESCE(inspection_lots.part_id, schedule_lines.part_id, '') AS of_part_id
    FROM inspection_lots
    LEFT JOIN receipts ON receipts.receipt_id = inspection_lots.receipt_id
    LEFT JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
)
SELECT
    lot.*,
    (
        SELECT SUM(plan.our_hours)
        FROM inspected AS plan
        WHERE plan.supplier_id = lot.supplier_id
            AND plan.of_part_id = lot.of_part_id
            AND plan.decided_on <= lot.decided_on
            AND NOT COALESCE(plan.is_tightened, FALSE)
            AND NOT COALESCE(plan.is_skip, FALSE)
    ) AS plan_hours,
    (
        SELECT COUNT(plan.our_hours)
        FROM inspected AS plan
        WHERE plan.supplier_id = lot.supplier_id
            AND plan.of_part_id = lot.of_part_id
            AND plan.decided_on <= lot.decided_on
            AND NOT COALESCE(plan.is_tightened, FALSE)
            AND NOT COALESCE(plan.is_skip, FALSE)
    ) AS plan_lots
FROM inspected AS lot
