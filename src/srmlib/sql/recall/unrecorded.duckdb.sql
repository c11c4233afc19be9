-- Grain: one row per receipt and lot it may be in, because no record says where a part of that lot
-- came from: receipts of that part that reached the dock in the days before the lot was made
-- (window), or, where there is none, in the year before (bom). What had gone back by then does not
-- count. Asked for some lots, or for some receipts (the other is null). DuckDB only: both are bound
-- as lists, and the bills of materials are followed by recursion.
WITH RECURSIVE components AS (
    SELECT DISTINCT
        part_id, part_id AS component_id, CAST(NULL AS DATE) AS valid_from,
        CAST(NULL AS DATE) AS valid_until
    FROM lots
    WHERE part_id IS NOT NULL
    UNION
    SELECT
        components.part_id, bill.component_id,
        GREATEST(components.valid_from, bill.valid_from),
        LEAST(components.valid_until, bill.valid_until)
    FROM components
    INNER JOIN bill_of_materials AS bill ON bill.part_id = components.component_id
    WHERE bill.component_id <> components.part_id
),
asked_parts AS (
    SELECT DISTINCT schedule_lines.part_id
    FROM receipts
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    WHERE list_contains($receipts, receipts.receipt_id)
),
made AS (
    SELECT
        lots.lot_id,
        lots.part_id,
        COALESCE(lots.made_on, snapshot_info.as_of) AS made_on,
        lots.made_on IS NOT NULL AS is_day_known
    FROM lots
    CROSS JOIN snapshot_info
    WHERE lots.supplier_id IS NULL
        AND lots.lot_id NOT IN (SELECT lot_id FROM lot_receipts)
        AND ($lots IS NULL OR list_contains($lots, lots.lot_id))
),
open_parts AS (
    SELECT DISTINCT made.lot_id, components.component_id AS part_id, made.made_on, made.is_day_known
    FROM made
    INNER JOIN components
        ON components.part_id = made.part_id
        AND COALESCE(made.made_on >= components.valid_from, TRUE)
        AND COALESCE(made.made_on < components.valid_until, TRUE)
    LEFT JOIN (
        SELECT
            root_lot_id, part_id,
            MAX(CASE WHEN maker = 'none' THEN 1 ELSE 0 END) AS is_open
        FROM lot_closure
        WHERE is_source
            AND ($lots IS NULL OR list_contains($lots, root_lot_id))
            AND ($receipts IS NULL OR part_id IN (SELECT part_id FROM asked_parts))
        GROUP BY root_lot_id, part_id
    ) AS told
        ON told.root_lot_id = made.lot_id AND told.part_id = components.component_id
    WHERE COALESCE(told.is_open, 1) = 1
        AND ($receipts IS NULL OR components.component_id IN (SELECT part_id FROM asked_parts))
),
came AS (
    SELECT
        open_parts.lot_id, open_parts.part_id, arrivals.receipt_id, schedule_lines.supplier_id,
        MAX(
            CASE
                WHEN open_parts.is_day_known
                    AND arrivals.docked_on >= srm_add_days(open_parts.made_on, -$days) THEN 1
                ELSE 0
            END
        ) AS is_near,
        CASE
            WHEN COUNT(CASE WHEN NOT returns.is_qty_stated THEN 1 END) > 0 THEN 0
            ELSE MAX(arrivals.arrived_qty) - COALESCE(SUM(returns.returned_qty), 0)
        END AS qty
    FROM open_parts
    INNER JOIN schedule_lines ON schedule_lines.part_id = open_parts.part_id
    INNER JOIN arrivals ON arrivals.line_id = schedule_lines.line_id
    LEFT JOIN returns
        ON returns.of_receipt_id = arrivals.receipt_id
        AND returns.returned_on <= open_parts.made_on
    WHERE arrivals.docked_on <= open_parts.made_on
        AND arrivals.docked_on > srm_add_months(open_parts.made_on, -12)
    GROUP BY
        open_parts.lot_id, open_parts.part_id, arrivals.receipt_id, schedule_lines.supplier_id
),
kept AS (
    SELECT came.*, MAX(is_near) OVER (PARTITION BY lot_id, part_id) AS some_near
    FROM came
    WHERE qty > 0 OR qty IS NULL
)
SELECT
    lot_id, part_id, receipt_id, supplier_id,
    CASE WHEN is_near = 1 THEN 2 ELSE 3 END AS evidence_rank
FROM kept
WHERE is_near = some_near AND ($receipts IS NULL OR list_contains($receipts, receipt_id))
ORDER BY lot_id, part_id, receipt_id
