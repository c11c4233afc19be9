-- The events derived of what the books hold: of the supplier, or on a day when the plant that
-- ordered reports the element; any plant, where nobody knows which ordered.
DELETE FROM cost_drivers
WHERE source <> 'cost_events'
    AND concat(element, ' ', event_id) IN (
        SELECT concat(derived.element, ' ', derived.event_id)
        FROM cost_drivers AS derived
        LEFT JOIN schedule_lines ON schedule_lines.line_id = derived.line_id
        INNER JOIN cost_booked
            ON cost_booked.element = derived.element
            AND (
                cost_booked.supplier_id = derived.supplier_id
                OR (
                    cost_booked.site = COALESCE(schedule_lines.site, cost_booked.site)
                    AND cost_booked.since_on <= derived.occurred_on
                    AND COALESCE(derived.occurred_on < cost_booked.until_on, TRUE)
                )
            )
        WHERE derived.source <> 'cost_events'
    )
