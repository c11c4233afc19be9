-- What the extract itself states as costs: an amount, a driver to be valued by a rate, included in
-- the price, or unknown. Of a credit what exceeds the price of goods that went back.
SELECT
    'cost_events' AS source,
    cost_events.event_id,
    cost_events.element,
    cost_events.component,
    cost_events.supplier_id,
    COALESCE(cost_events.part_id, schedule_lines.part_id) AS part_id,
    cost_events.order_id,
    cost_events.line_id,
    cost_events.shipment_id,
    cost_events.occurred_on,
    cost_events.state,
    -refunds.excess_cents AS booked_cents,
    CASE
        WHEN refunds.excess IS NOT NULL THEN srm_stated(-refunds.excess)
        ELSE cost_events.amount
    END AS stated_amount,
    cost_events.currency AS stated_currency,
    cost_events.driver_qty,
    -- 'minute' of EUR/minute, as the rate has it on that day.
    CAST(NULL AS STRING) AS driver_unit,
    cost_events.rate_name,
    1 AS rate_per,
    COALESCE(cost_events.allocate_by, 'value') AS allocate_by,
    COALESCE(cost_events.paid_by, 'buyer') AS paid_by,
    cost_events.cause,
    cost_events.source_file,
    cost_events.source_row
FROM cost_events
LEFT JOIN schedule_lines ON schedule_lines.line_id = cost_events.line_id
LEFT JOIN refunds
    ON refunds.source = 'cost_events' AND refunds.credit_id = cost_events.event_id
CROSS JOIN snapshot_info
WHERE cost_events.occurred_on <= snapshot_info.as_of
