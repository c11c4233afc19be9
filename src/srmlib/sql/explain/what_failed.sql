-- Grain: one row per event of the ledger and thing that may tell what went wrong: the incident it
-- names (of a fault of goods: which lot, piece or family of defects), an order line with what on
-- time, in full makes of it as agreed, a ticket, what a corrective action is about.
WITH faults AS (
    SELECT 'complaint' AS effect_kind, complaint_id AS effect_id,
        COALESCE('lot ' || lot_id, 'piece ' || serial_id, defect_family) AS which
    FROM complaints
    UNION ALL
    SELECT 'return', return_id,
        COALESCE('lot ' || lot_id, 'piece ' || serial_id, defect_family)
    FROM customer_returns
    UNION ALL
    SELECT 'line_stop', stop_id, 'lot ' || lot_id FROM line_stops
    UNION ALL
    SELECT 'notice', notice_id, 'notice ' || notice_id FROM quality_notices
),
waited AS (
    SELECT 'line_stop' AS effect_kind, stop_id AS effect_id, NULL AS supplier_id, line_id
    FROM line_stops
    UNION ALL
    SELECT 'late_order', customer_promises.customer_order_id, customer_promises.supplier_id,
        COALESCE(customer_promises.line_id, schedule_lines.line_id)
    FROM customer_promises
    LEFT JOIN schedule_lines
        ON customer_promises.line_id IS NULL
        AND schedule_lines.order_id = customer_promises.customer_order_id
        AND schedule_lines.supplier_id = customer_promises.supplier_id
    UNION ALL
    SELECT effect_kind, effect_id, supplier_id, line_id
    FROM trace_links
    WHERE effect_kind = 'late_order'
),
lines AS (
    SELECT cost_events.event_id, waited.line_id
    FROM cost_events
    INNER JOIN waited
        ON waited.effect_kind = cost_events.effect_kind
        AND waited.effect_id = cost_events.effect_id
    INNER JOIN cost_ledger
        ON cost_ledger.source = 'cost_events' AND cost_ledger.event_id = cost_events.event_id
    WHERE COALESCE(waited.supplier_id, cost_ledger.supplier_id) = cost_ledger.supplier_id
    UNION
    SELECT event_id, line_id FROM cost_events WHERE effect_id IS NULL
    UNION
    SELECT event_id, line_id FROM cost_ledger WHERE source <> 'cost_events'
)
SELECT
    cost_events.event_id,
    'incident' AS told,
    concat(cost_events.effect_kind, ' ', cost_events.effect_id) AS named,
    faults.which,
    effects.effect_id IS NOT NULL OR faults.effect_kind = 'notice' AS is_so
FROM cost_events
LEFT JOIN faults
    ON faults.effect_kind = cost_events.effect_kind AND faults.effect_id = cost_events.effect_id
LEFT JOIN effects
    ON effects.effect_kind = cost_events.effect_kind AND effects.effect_id = cost_events.effect_id
WHERE cost_events.effect_id IS NOT NULL
UNION ALL
SELECT lines.event_id, 'line', lines.line_id, d1_rows.outcome_if_unchanged,
    d1_rows.is_changed_inside
FROM lines
INNER JOIN d1_rows ON d1_rows.line_id = lines.line_id AND d1_rows.basis = 'agreed'
UNION
SELECT lines.event_id, 'returned', lines.line_id, NULL, TRUE
FROM lines
INNER JOIN returns ON returns.line_id = lines.line_id
UNION ALL
SELECT cost_events.event_id, 'ticket', incidents.ticket_id, NULL, s2_rows.outcome = 'reopened'
FROM cost_events
INNER JOIN incidents ON incidents.incident_id = cost_events.effect_id
LEFT JOIN s2_rows ON s2_rows.ticket_id = incidents.ticket_id AND s2_rows.basis = 'agreed'
WHERE cost_events.effect_kind = 'incident' AND incidents.ticket_id IS NOT NULL
UNION ALL
SELECT concat('ticket ', tickets.ticket_id), 'ticket', tickets.ticket_id, NULL,
    s2_rows.outcome = 'reopened'
FROM tickets
LEFT JOIN s2_rows ON s2_rows.ticket_id = tickets.ticket_id AND s2_rows.basis = 'agreed'
UNION ALL
SELECT concat('action ', action_id), 'action', COALESCE(notice_id, defect_code, defect_family),
    NULL, TRUE
FROM corrective_actions
WHERE COALESCE(notice_id, defect_code, defect_family) IS NOT NULL
