SELECT
    event_id, element, component, supplier_id, shipment_id, line_id, occurred_on, state, amount,
    currency, cause, note, source_file, source_row
FROM cost_events
