-- Grain: one row per check of one supplier's quarter: what was looked for, how many rows it found,
-- and in how many it could be looked for. A line without a due date belongs to the quarter by the
-- day that places it; what is ordered or comes after the as-of date is not known yet.
WITH due AS (
    SELECT d1_rows.*
    FROM d1_rows
    CROSS JOIN snapshot_info
    WHERE basis = 'agreed'
        AND COALESCE(ordered_on <= snapshot_info.as_of, TRUE)
        AND supplier_id = $supplier_id
        AND COALESCE(due_on, counted_on) >= $start
        AND COALESCE(due_on, counted_on) < $until
),
docked AS (
    SELECT receipts.*
    FROM receipts
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    CROSS JOIN snapshot_info
    WHERE
        schedule_lines.supplier_id = $supplier_id
        AND receipts.docked_on <= snapshot_info.as_of
        AND receipts.docked_on >= $start
        AND receipts.docked_on < $until
)
SELECT
    'no_due_date' AS looked_for,
    COUNT(CASE WHEN due_on IS NULL THEN 1 END) AS row_count,
    COUNT(*) AS looked_at
FROM due
UNION ALL
SELECT
    'cancelled',
    COUNT(CASE WHEN outcome = 'cancelled' AND NOT is_counted THEN 1 END),
    COUNT(due_on)
FROM due
UNION ALL
SELECT 'not_due', COUNT(CASE WHEN outcome = 'not_due' THEN 1 END), COUNT(due_on)
FROM due
UNION ALL
SELECT 'nothing_ordered', COUNT(CASE WHEN ordered_qty = 0 THEN 1 END), COUNT(ordered_qty)
FROM due
UNION ALL
SELECT 'ordered_unknown', COUNT(CASE WHEN ordered_qty IS NULL THEN 1 END), COUNT(*)
FROM due
UNION ALL
SELECT 'quantity_unknown', COUNT(CASE WHEN NOT is_qty_known THEN 1 END), COUNT(*)
FROM due
UNION ALL
SELECT 'order_date_unknown', COUNT(CASE WHEN ordered_on IS NULL THEN 1 END), COUNT(*)
FROM due
UNION ALL
SELECT
    'received_before_ordered',
    COUNT(CASE WHEN is_received_before_ordered THEN 1 END),
    COUNT(ordered_on)
FROM due
UNION ALL
SELECT 'keyed_in_early', COUNT(CASE WHEN posted_on < docked_on THEN 1 END), COUNT(posted_on)
FROM docked
UNION ALL
SELECT 'keyed_in_late', COUNT(CASE WHEN posted_on >= $until THEN 1 END), COUNT(posted_on)
FROM docked
UNION ALL
-- An extract that has none at all does not tell of them.
SELECT
    'reversed',
    COUNT(CASE WHEN kind = 'reversal' THEN 1 END),
    (SELECT COUNT(*) FROM receipts WHERE kind = 'reversal')
FROM docked
UNION ALL
SELECT
    'returned',
    COUNT(CASE WHEN kind = 'return' THEN 1 END),
    (SELECT COUNT(*) FROM receipts WHERE kind = 'return')
FROM docked
