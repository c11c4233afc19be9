SELECT
    event_id, element, component, supplier_id, shipment_id, order_id, line_id, occurred_on, state,
    amount, currency, driver_qty, rate_name, allocate_by, paid_by, cause, note, effect_kind,
    effect_id, source_file, source_row
FROM cost_events
