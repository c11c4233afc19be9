-- The ledger's rows of a supplier's quarter, with the columns in the order in which they are shown.
SELECT
    booked_on, element, component, event_id, source, receipt_id, line_id, order_id, shipment_id,
    part_id, state, amount, event_amount, basis, stated_amount, stated_currency, fx_rate, fx_units,
    driver_qty, driver_unit, rate_name, rate_value, rate_low, rate_high, rate_unit, rate_from,
    rate_per, share_weight, share_whole, rule, cause, cause_by, cause_part,
    booked_supplier_id, paid_by, supplier_id
FROM cost_ledger
WHERE supplier_id = ? AND booked_on >= ? AND booked_on < ?
ORDER BY booked_on, element, component, event_id, receipt_id, cause_part
