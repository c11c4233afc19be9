-- Grain: one row per unit of measure of a supplier's quarter: what came, what went back, what was
-- scrapped, each on its own day, and what is undecided: of lots that are not decided yet, on the
-- day they came, and of refused ones, on the day of the decision, what is neither returned nor
-- scrapped. not_known counts rows of unknown quantity or unit; without_receipt what was scrapped
-- of nobody knows which receipt. is_scrap_told: whether any notice says how much was scrapped.
WITH gone AS (
    SELECT receipt_id, CAST(SUM(qty) AS DECIMAL(18, 3)) AS qty, COUNT(*) - COUNT(qty) AS not_known
    FROM departures
    GROUP BY receipt_id
),
-- A lot that was refused is refused whole where what was counted is a sample of it.
refused AS (
    SELECT
        inspection_lots.receipt_id,
        inspection_lots.lot_id,
        inspection_lots.decision IS NULL OR inspection_lots.decided_on > snapshot_info.as_of
            AS is_open,
        inspection_lots.decided_on,
        CASE
            WHEN inspection_lots.decision = 'reject'
                AND inspection_lots.decided_on <= snapshot_info.as_of
                AND inspection_lots.accepted_qty + inspection_lots.rejected_qty
                    = inspection_lots.lot_qty
                THEN inspection_lots.rejected_qty
            ELSE inspection_lots.lot_qty
        END AS qty
    FROM inspection_lots
    CROSS JOIN snapshot_info
    WHERE NOT COALESCE(inspection_lots.is_skip, FALSE)
        AND (
            inspection_lots.decision IS NULL
            OR inspection_lots.decision = 'reject'
            OR inspection_lots.decided_on > snapshot_info.as_of
        )
),
waiting AS (
    SELECT
        receipt_prices.supplier_id,
        receipt_prices.part_id,
        CASE WHEN refused.is_open THEN receipt_prices.docked_on ELSE refused.decided_on END
            AS day,
        -- What left of a receipt left of its refused lots first; never more than is still there.
        LEAST(
            SUM(refused.qty) OVER so_far - COALESCE(gone.qty, 0),
            receipt_prices.arrived_qty - COALESCE(gone.qty, 0)
        ) AS until,
        LEAST(
            SUM(refused.qty) OVER so_far - refused.qty - COALESCE(gone.qty, 0),
            receipt_prices.arrived_qty - COALESCE(gone.qty, 0)
        ) AS before
    FROM refused
    INNER JOIN receipt_prices ON receipt_prices.receipt_id = refused.receipt_id
    LEFT JOIN gone ON gone.receipt_id = refused.receipt_id
    WINDOW so_far AS (
        PARTITION BY refused.receipt_id
        ORDER BY refused.is_open, refused.decided_on, refused.lot_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
),
moved AS (
    SELECT supplier_id, part_id, docked_on AS day, 'received' AS how, arrived_qty AS qty
    FROM receipt_prices
    UNION ALL
    SELECT supplier_id, part_id, left_on, kind, qty
    FROM departures
    UNION ALL
    SELECT supplier_id, part_id, day, 'undecided', GREATEST(until, 0) - GREATEST(before, 0)
    FROM waiting
)
SELECT
    part_units.uom,
    CAST(COALESCE(SUM(CASE WHEN how = 'received' THEN qty END), 0) AS DECIMAL(18, 3)) AS received,
    CAST(COALESCE(SUM(CASE WHEN how = 'returned' THEN qty END), 0) AS DECIMAL(18, 3)) AS returned,
    CAST(COALESCE(SUM(CASE WHEN how = 'scrapped' THEN qty END), 0) AS DECIMAL(18, 3)) AS scrapped,
    CAST(COALESCE(SUM(CASE WHEN how = 'undecided' THEN qty END), 0) AS DECIMAL(18, 3)) AS undecided,
    COUNT(*) - COUNT(qty) AS not_known,
    (SELECT COUNT(scrapped_qty) FROM quality_notices) > 0 AS is_scrap_told
FROM moved
LEFT JOIN part_units ON part_units.part_id = moved.part_id
WHERE supplier_id = ? AND day >= ? AND day < ?
GROUP BY part_units.uom
ORDER BY part_units.uom
