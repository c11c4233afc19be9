-- Grain: one row per thing that broke, whoever it may have come from: complaint, return, late
-- customer order, stopped line, incident. claim: whose cause it is said to be; agreed_claim: what
-- both firms agreed in the extract itself. A late order is on the day it was promised for; a late
-- line of our own warehouse is a late order too, by the number of its line. traced_as: the first of
-- all effects that can only have come from the same; what is found for it holds for them all. They
-- differ in number, day, words, cost, or a family of defects that no rule asks for. A late order,
-- and an effect of which the register of causes says something, is like no other.
WITH broke AS (
    SELECT
        'complaint' AS effect_kind,
        complaint_id AS effect_id,
        received_on AS occurred_on,
        COALESCE(defect_family, subject, 'not known') AS breakdown,
        defect_family,
        CAST(NULL AS STRING) AS service,
        part_id,
        lot_id,
        serial_id,
        customer_order_id,
        CAST(NULL AS STRING) AS line_id,
        unit_count,
        supplier_id,
        CASE WHEN is_accepted THEN 'theirs' WHEN NOT is_accepted THEN 'open' END AS claim
    FROM complaints
    UNION ALL
    SELECT
        'return', return_id, returned_on, COALESCE(defect_family, subject, 'not known'),
        defect_family, NULL, part_id, lot_id, serial_id, customer_order_id,
        NULL, unit_count, supplier_id, NULL
    FROM customer_returns
    UNION ALL
    SELECT
        'line_stop', line_stops.stop_id, line_stops.stopped_on,
        COALESCE(
            line_stops.subject,
            CASE
                WHEN line_stops.line_id IS NOT NULL AND line_stops.lot_id IS NULL
                    THEN 'Late receipt'
            END,
            'not known'
        ),
        NULL, NULL, COALESCE(line_stops.part_id, schedule_lines.part_id), line_stops.lot_id, NULL,
        NULL, line_stops.line_id, NULL,
        COALESCE(line_stops.supplier_id, schedule_lines.supplier_id), line_stops.cause
    FROM line_stops
    LEFT JOIN schedule_lines ON schedule_lines.line_id = line_stops.line_id
    UNION ALL
    SELECT
        'incident', incidents.incident_id,
        CAST(srm_local(incidents.began_at, snapshot_info.time_zone) AS DATE),
        COALESCE(tickets.subject, 'not known'), NULL, incidents.service, NULL, NULL, NULL, NULL,
        NULL, NULL,
        COALESCE(incidents.supplier_id, tickets.supplier_id),
        COALESCE(incidents.cause, tickets.cause)
    FROM incidents
    LEFT JOIN tickets ON tickets.ticket_id = incidents.ticket_id
    CROSS JOIN snapshot_info
    UNION ALL
    SELECT
        'late_order', effect_id, MIN(promised_on), 'Late receipt', NULL, NULL, NULL, NULL, NULL,
        MIN(customer_order_id), NULL, NULL, NULL, NULL
    FROM late_pairs
    GROUP BY effect_id
)
SELECT
    broke.*,
    MIN(broke.effect_id) OVER (
        PARTITION BY
            broke.effect_kind,
            CASE
                WHEN broke.effect_kind = 'late_order' OR told.effect_id IS NOT NULL
                    THEN broke.effect_id
            END,
            broke.part_id,
            broke.lot_id,
            broke.serial_id,
            -- The lots of its order are asked for only where its own is not known.
            CASE WHEN lots.lot_id IS NULL THEN broke.customer_order_id END,
            broke.line_id,
            broke.unit_count,
            broke.supplier_id,
            broke.claim,
            -- What no rule of causes asks for tells nothing apart.
            named_families.defect_family,
            -- Who had delivered by then is asked of the day the lot was made, else of the day it
            -- broke.
            CASE WHEN lots.made_on IS NULL THEN broke.occurred_on END
    ) AS traced_as
FROM broke
LEFT JOIN (
    SELECT DISTINCT effect_kind, effect_id FROM told_causes
) AS told
    ON told.effect_kind = broke.effect_kind AND told.effect_id = broke.effect_id
LEFT JOIN lots ON lots.lot_id = broke.lot_id
LEFT JOIN named_families
    ON named_families.defect_family = COALESCE(LOWER(broke.defect_family), 'none')
CROSS JOIN snapshot_info
WHERE broke.occurred_on <= snapshot_info.as_of
