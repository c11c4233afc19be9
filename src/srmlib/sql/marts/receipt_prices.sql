-- Grain: one row per goods receipt that still stands, with its part of its order line's price: by
-- quantity, or in equal parts where the extract has no quantities; the parts add up to what arrived
-- of the line, to the cent. price_amount is in the reporting currency, by the rate of the dock day.
WITH came AS (
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
        srm_cents(schedule_lines.value_amount) AS line_cents,
        -- By now and before, of all: thousandths of the quantity ordered, or receipts.
        CASE
            WHEN arrivals.is_qty_known AND schedule_lines.ordered_qty > 0
                THEN srm_thousandths(arrivals.line_qty_so_far)
            ELSE arrivals.line_receipt_number
        END AS so_far,
        CASE
            WHEN arrivals.is_qty_known AND schedule_lines.ordered_qty > 0
                THEN srm_thousandths(arrivals.line_qty_so_far - arrivals.arrived_qty)
            ELSE arrivals.line_receipt_number - 1
        END AS before,
        CASE
            WHEN arrivals.is_qty_known AND schedule_lines.ordered_qty > 0
                THEN srm_thousandths(schedule_lines.ordered_qty)
            ELSE arrivals.line_receipts
        END AS line_whole
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
),
price AS (
    SELECT
        came.*,
        srm_amount(
            srm_share(line_cents, so_far, line_whole) - srm_share(line_cents, before, line_whole)
        ) AS stated_amount
    FROM came
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
    price.stated_amount,
    srm_convert(price.stated_amount, fx_daily.fx_rate, fx_daily.fx_units) AS price_amount
FROM price
LEFT JOIN fx_daily ON fx_daily.currency = price.stated_currency AND fx_daily.day = price.docked_on
