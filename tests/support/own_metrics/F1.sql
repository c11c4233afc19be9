-- Premium freight. Grain: one row per basis and premium freight event (numerator), and one per
-- basis and receipt (denominator).
SELECT
    bases_f1.basis,
    cost_events.supplier_id,
    cost_events.event_id AS row_id,
    cost_events.occurred_on AS counted_on,
    CASE
        WHEN bases_f1.cause = 'theirs' AND cost_events.cause <> 'theirs' THEN 'other_cause'
        ELSE 'premium'
    END AS outcome,
    bases_f1.cause = 'all' OR cost_events.cause = 'theirs' AS is_counted,
    CAST(1 AS DECIMAL(18, 3)) AS numerator,
    CAST(0 AS DECIMAL(18, 3)) AS denominator,
    cost_events.event_id,
    cost_events.line_id,
    cost_events.amount,
    cost_events.cause
FROM cost_events
INNER JOIN bases_f1 ON bases_f1.supplier_id = cost_events.supplier_id
CROSS JOIN snapshot_info
WHERE cost_events.element = 'premium_freight' AND cost_events.occurred_on <= snapshot_info.as_of
UNION ALL
SELECT
    bases_f1.basis,
    schedule_lines.supplier_id,
    concat('receipt ', receipts.receipt_id),
    CASE
        WHEN bases_f1.receipt = 'posted' THEN COALESCE(receipts.posted_on, receipts.docked_on)
        ELSE receipts.docked_on
    END,
    'received',
    TRUE,
    CAST(0 AS DECIMAL(18, 3)),
    CAST(1 AS DECIMAL(18, 3)),
    NULL,
    receipts.line_id,
    NULL,
    NULL
FROM receipts
INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
INNER JOIN bases_f1 ON bases_f1.supplier_id = schedule_lines.supplier_id
CROSS JOIN snapshot_info
WHERE receipts.kind = 'receipt' AND receipts.docked_on <= snapshot_info.as_of;
