-- Grain: one row per booked cost of the same supplier, element, day, amount and place (shipment,
-- order, line or part) as one before it.
WITH numbered AS (
    SELECT
        cost_events.*,
        FIRST_VALUE(event_id) OVER (
            PARTITION BY supplier_id, element, component, occurred_on, amount, currency,
                shipment_id, order_id, line_id, part_id, effect_kind, effect_id, note
            ORDER BY source_file, source_row, event_id
        ) AS first_id
    FROM cost_events
    WHERE amount <> 0 AND COALESCE(shipment_id, order_id, line_id, effect_id) IS NOT NULL
)
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    CONCAT(
        event_id, ' as ', first_id, ': ', srm_said_amount(amount), ' ', currency, ' of ', element,
        ' on ', srm_moment(CAST(occurred_on AS TIMESTAMP))
    ) AS seen
FROM numbered
WHERE event_id <> first_id
