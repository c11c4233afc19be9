-- Grain: one row per goods receipt that still stands, with its part of its order line's price: by
-- quantity, or in equal parts where the extract has no quantities; the parts add up to what arrived
-- of the line, to the cent. price_amount is in the reporting currency, by the rate of the dock day.
WITH price AS (
    SELECT
        arrivals.receipt_id,
        arrivals.line_id,
        arrivals.shipment_id,
        arrivals.docked_on,
        arrivals.arrived_qty,
        arrivals.gross_weight,
        schedule_lines.supplier_id,
        schedule_lines.part_id,
        schedule_lines.order_id,
        schedule_lines.currency AS stated_currency,
        CASE
            WHEN arrivals.is_qty_known AND schedule_lines.ordered_qty > 0
                THEN srm_share(srm_cents(schedule_lines.value_amount), 1000 * arrivals.line_qty_so_far, 1000 * schedule_lines.ordered_qty)
                    - srm_share(srm_cents(schedule_lines.value_amount), 1000 * (arrivals.line_qty_so_far - arrivals.arrived_qty), 1000 * schedule_lines.ordered_qty)
            ELSE srm_share(srm_cents(schedule_lines.value_amount), arrivals.line_receipt_number, arrivals.line_receipts)
                - srm_share(srm_cents(schedule_lines.value_amount), arrivals.line_receipt_number - 1, arrivals.line_receipts)
        END AS price_cents
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
)
SELECT
    price.receipt_id,
    price.line_id,
    price.shipment_id,
    price.docked_on,
    price.arrived_qty,
    price.gross_weight,
    price.supplier_id,
    price.part_id,
    price.order_id,
    price.stated_currency,
    fx_daily.fx_rate,
    fx_daily.fx_units,
    srm_amount(price.price_cents) AS stated_amount,
    srm_convert(srm_amount(price.price_cents), fx_daily.fx_rate, fx_daily.fx_units) AS price_amount
FROM price
LEFT JOIN fx_daily ON fx_daily.currency = price.stated_currency AND fx_daily.day = price.docked_on
