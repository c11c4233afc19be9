-- Costs of an incident that two systems tell: of one element, once booked and once counted at a
-- rate. What was booked stands, what was counted is left out.
WITH told AS (
    SELECT
        cost_drivers.source,
        cost_drivers.event_id,
        cost_drivers.element,
        cost_drivers.component,
        cost_drivers.supplier_id,
        cost_drivers.occurred_on,
        cost_drivers.source_file,
        cost_drivers.source_row,
        cost_drivers.rate_name IS NOT NULL AS is_counted,
        cost_incidents.effect_kind,
        cost_incidents.effect_id
    FROM cost_drivers
    INNER JOIN cost_incidents
        ON cost_incidents.source = cost_drivers.source
        AND cost_incidents.event_id = cost_drivers.event_id
    WHERE cost_drivers.state = 'amount'
)
SELECT
    counted.source,
    counted.event_id,
    counted.element,
    counted.supplier_id,
    counted.occurred_on,
    counted.source_file,
    counted.source_row,
    MIN(booked.event_id) AS booked_id
FROM told AS counted
INNER JOIN told AS booked
    ON NOT booked.is_counted
    AND booked.element = counted.element
    AND booked.effect_kind = counted.effect_kind
    AND booked.effect_id = counted.effect_id
WHERE counted.is_counted
GROUP BY
    counted.source, counted.event_id, counted.element, counted.supplier_id,
    counted.occurred_on, counted.source_file, counted.source_row
