-- Grain: one row per check of one supplier's quarter: what was looked for, and how many rows it
-- found. A line without a due date belongs to the quarter by the day that places it.
WITH due AS (
    SELECT *
    FROM d1_rows
    WHERE basis = 'agreed'
        AND supplier_id = $supplier_id
        AND COALESCE(due_on, counted_on) >= $start
        AND COALESCE(due_on, counted_on) < $until
),
docked AS (
    SELECT receipts.*
    FROM receipts
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    WHERE
        schedule_lines.supplier_id = $supplier_id
        AND receipts.docked_on >= $start
        AND receipts.docked_on < $until
)
SELECT 'due_date_unknown' AS looked_for, COUNT(*) AS row_count
FROM due
WHERE outcome = 'no_due_date'
UNION ALL
SELECT 'cancelled', COUNT(*)
FROM due
WHERE outcome = 'cancelled' AND NOT is_counted
UNION ALL
SELECT 'not_due', COUNT(*)
FROM due
WHERE outcome = 'not_due'
UNION ALL
SELECT 'nothing_ordered', COUNT(*)
FROM due
WHERE outcome = 'nothing_ordered'
UNION ALL
SELECT 'ordered_unknown', COUNT(*)
FROM due
WHERE ordered_qty IS NULL
UNION ALL
SELECT 'quantity_unknown', COUNT(*)
FROM due
WHERE NOT is_qty_known
UNION ALL
SELECT 'order_date_unknown', COUNT(*)
FROM due
WHERE ordered_on IS NULL
UNION ALL
SELECT 'received_before_ordered', COUNT(*)
FROM due
WHERE is_received_before_ordered
UNION ALL
SELECT 'keyed_in_early', COUNT(*)
FROM docked
WHERE posted_on < docked_on
UNION ALL
SELECT 'keyed_in_late', COUNT(*)
FROM docked
WHERE posted_on >= $until
UNION ALL
SELECT 'reversed', COUNT(*)
FROM docked
WHERE kind = 'reversal'
UNION ALL
SELECT 'returned', COUNT(*)
FROM docked
WHERE kind = 'return'
