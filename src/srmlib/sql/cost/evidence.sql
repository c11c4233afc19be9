-- Grain: one row per event of a supplier's quarter with a known amount: what tells what went wrong
-- that it is a cost of. An incident comes first; without one, the order line the event names, or
-- the row it was derived from. Of a line that is D1's outcome as agreed, whether or not D1 counts
-- lines the buyer changed.
WITH asked AS (
    SELECT DISTINCT
        cost_ledger.source,
        cost_ledger.element,
        cost_ledger.event_id,
        cost_ledger.supplier_id,
        cost_events.effect_kind,
        cost_events.effect_id,
        -- Of a booked event only the line it names itself, not those that bear a share of it.
        CASE
            WHEN cost_ledger.source = 'cost_events' THEN cost_events.line_id
            ELSE cost_ledger.line_id
        END AS line_id
    FROM cost_ledger
    LEFT JOIN cost_events
        ON cost_ledger.source = 'cost_events' AND cost_events.event_id = cost_ledger.event_id
    WHERE cost_ledger.supplier_id = $supplier_id
        AND cost_ledger.booked_on >= $start
        AND cost_ledger.booked_on < $until
        AND cost_ledger.state = 'amount'
        AND cost_ledger.element <> 'price'
),
incidents_asked AS (
    SELECT DISTINCT effect_kind, effect_id, supplier_id FROM asked WHERE effect_id IS NOT NULL
),
-- The order lines that an incident waited for: of a late order those of the supplier, as its
-- promise or the trace names them.
lines_of_incidents AS (
    SELECT incidents_asked.effect_kind, incidents_asked.effect_id, trace_links.line_id
    FROM incidents_asked
    INNER JOIN trace_links
        ON trace_links.effect_kind = incidents_asked.effect_kind
        AND trace_links.effect_id = incidents_asked.effect_id
        AND trace_links.supplier_id = incidents_asked.supplier_id
    WHERE incidents_asked.effect_kind = 'late_order'
    UNION
    SELECT
        incidents_asked.effect_kind,
        incidents_asked.effect_id,
        COALESCE(customer_promises.line_id, schedule_lines.line_id)
    FROM incidents_asked
    INNER JOIN customer_promises
        ON customer_promises.customer_order_id = incidents_asked.effect_id
        AND customer_promises.supplier_id = incidents_asked.supplier_id
    LEFT JOIN schedule_lines
        ON customer_promises.line_id IS NULL
        AND schedule_lines.order_id = customer_promises.customer_order_id
        AND schedule_lines.supplier_id = customer_promises.supplier_id
    WHERE incidents_asked.effect_kind = 'late_order'
    UNION
    SELECT incidents_asked.effect_kind, incidents_asked.effect_id, effects.line_id
    FROM incidents_asked
    INNER JOIN effects
        ON effects.effect_kind = incidents_asked.effect_kind
        AND effects.effect_id = incidents_asked.effect_id
    WHERE incidents_asked.effect_kind = 'line_stop'
),
lines_of_events AS (
    SELECT source, element, event_id, line_id
    FROM asked
    WHERE effect_id IS NULL
    UNION
    SELECT asked.source, asked.element, asked.event_id, lines_of_incidents.line_id
    FROM asked
    INNER JOIN lines_of_incidents
        ON lines_of_incidents.effect_kind = asked.effect_kind
        AND lines_of_incidents.effect_id = asked.effect_id
),
lines AS (
    SELECT
        lines_of_events.source,
        lines_of_events.element,
        lines_of_events.event_id,
        MIN(lines_of_events.line_id) AS line_id,
        MIN(
            CASE
                WHEN d1_rows.outcome_if_unchanged IN ('late', 'short', 'partly', 'overdue')
                    THEN lines_of_events.line_id
            END
        ) AS late_line_id,
        MIN(
            CASE WHEN d1_rows.outcome = 'early' THEN lines_of_events.line_id END
        ) AS early_line_id,
        MIN(
            CASE WHEN d1_rows.is_changed_inside THEN lines_of_events.line_id END
        ) AS changed_line_id,
        MIN(returns.line_id) AS returned_line_id
    FROM lines_of_events
    LEFT JOIN d1_rows
        ON d1_rows.line_id = lines_of_events.line_id AND d1_rows.basis = 'agreed'
    LEFT JOIN returns ON returns.line_id = lines_of_events.line_id
    GROUP BY lines_of_events.source, lines_of_events.element, lines_of_events.event_id
),
tickets_of_events AS (
    SELECT asked.event_id, asked.source, tickets.ticket_id
    FROM asked
    INNER JOIN tickets ON asked.event_id = concat('ticket ', tickets.ticket_id)
    WHERE asked.source = 'tickets'
    UNION
    SELECT asked.event_id, asked.source, incidents.ticket_id
    FROM asked
    INNER JOIN incidents ON incidents.incident_id = asked.effect_id
    WHERE asked.effect_kind = 'incident' AND incidents.ticket_id IS NOT NULL
)
SELECT
    asked.source,
    asked.element,
    asked.event_id,
    asked.effect_kind,
    asked.effect_id,
    effects.effect_id IS NOT NULL OR quality_notices.notice_id IS NOT NULL AS is_traced,
    COALESCE(
        'lot ' || effects.lot_id,
        'piece ' || effects.serial_id,
        effects.defect_family,
        'notice ' || quality_notices.notice_id
    ) AS defect,
    lines.line_id,
    lines.late_line_id,
    lines.early_line_id,
    lines.changed_line_id,
    lines.returned_line_id,
    tickets_of_events.ticket_id,
    COALESCE(s2_rows.outcome = 'reopened', FALSE) AS is_reopened,
    COALESCE(
        corrective_actions.notice_id,
        corrective_actions.defect_code,
        corrective_actions.defect_family
    ) AS acted_on
FROM asked
LEFT JOIN effects
    ON effects.effect_kind = asked.effect_kind AND effects.effect_id = asked.effect_id
LEFT JOIN quality_notices
    ON asked.effect_kind = 'notice' AND quality_notices.notice_id = asked.effect_id
LEFT JOIN lines
    ON lines.source = asked.source
    AND lines.element = asked.element
    AND lines.event_id = asked.event_id
LEFT JOIN tickets_of_events
    ON tickets_of_events.source = asked.source AND tickets_of_events.event_id = asked.event_id
LEFT JOIN s2_rows
    ON s2_rows.ticket_id = tickets_of_events.ticket_id AND s2_rows.basis = 'agreed'
LEFT JOIN corrective_actions
    ON asked.source = 'corrective_actions'
    AND asked.event_id = concat('action ', corrective_actions.action_id)
