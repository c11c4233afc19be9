-- Grain: one row per schedule line: whether it was late, changed by us inside its lead time, and
-- handed to the carrier in time, and who bears its carriage. hand_over: by the supplier's last
-- moment where both times are known, else by its last day; unknown where either is missing.
WITH shipped AS (
    SELECT
        line_id,
        MAX(shipped_on) AS shipped_on,
        MAX(shipped_at) AS shipped_at,
        COUNT(shipped_on) = COUNT(*) AS is_day_known,
        COUNT(shipped_at) = COUNT(*) AS is_time_known
    FROM receipts
    WHERE kind = 'receipt'
    GROUP BY line_id
)
SELECT
    schedule_lines.line_id,
    schedule_lines.supplier_id,
    schedule_lines.part_id,
    schedule_lines.made_at,
    schedule_lines.ship_by_on,
    schedule_lines.ship_by_at,
    -- Who contracted the carrier, else who does by the Incoterm; not known without either.
    CASE
        WHEN schedule_lines.carriage_by IS NOT NULL THEN schedule_lines.carriage_by
        WHEN schedule_lines.incoterm IN ('EXW', 'FCA', 'FAS', 'FOB') THEN 'buyer'
        WHEN schedule_lines.incoterm IS NOT NULL THEN 'supplier'
        ELSE 'unknown'
    END AS carriage,
    shipped.line_id IS NOT NULL AS is_received,
    COALESCE(d1_rows.is_changed_inside, FALSE) AS is_changed_by_us,
    CASE
        WHEN d1_rows.outcome_if_unchanged IN ('late', 'overdue', 'short', 'partly') THEN 1
        WHEN d1_rows.outcome_if_unchanged IN ('on_time', 'early', 'over') THEN 0
        -- Not counted as due, but here in time.
        WHEN d1_rows.outcome_if_unchanged IN ('not_due', 'cancelled')
            AND d1_rows.filled_on <= d1_rows.due_on
            THEN 0
        -- Not counted for want of a quantity, but nothing of it came in time.
        WHEN d1_rows.outcome_if_unchanged = 'unknown_qty'
            AND d1_rows.is_day_known
            AND d1_rows.first_on > d1_rows.due_on
            THEN 1
    END AS line_late,
    srm_hand_over(
        CASE WHEN shipped.is_day_known THEN shipped.shipped_on END,
        CASE WHEN shipped.is_time_known THEN shipped.shipped_at END,
        schedule_lines.ship_by_on,
        schedule_lines.ship_by_at
    ) AS hand_over
FROM schedule_lines
LEFT JOIN shipped ON shipped.line_id = schedule_lines.line_id
LEFT JOIN d1_rows ON d1_rows.line_id = schedule_lines.line_id AND d1_rows.basis = 'agreed'
