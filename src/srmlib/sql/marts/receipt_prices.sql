-- Grain: one row per goods receipt that still stands, with its part of its order line's price: by
-- quantity, of what came where nobody knows how much was ordered, or in equal parts where the
-- extract does not know the quantity of each receipt, rounded to the currency's own decimals; the
-- parts of a line that came whole add up to its price. is_order_known is false where nobody knows
-- what part of the line came. price_amount is in the
-- reporting currency, by the order's own exchange rate, else by that of the dock day.
WITH came_of_unknown AS (
    SELECT arrivals.line_id, MAX(arrivals.line_qty_so_far) AS line_qty
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    WHERE arrivals.is_qty_known AND COALESCE(schedule_lines.ordered_qty, 0) = 0
    GROUP BY arrivals.line_id
),
measured AS (
    SELECT
        arrivals.*,
        -- Null where the parts are equal ones.
        CASE
            WHEN NOT arrivals.is_qty_known THEN NULL
            WHEN schedule_lines.ordered_qty > 0 THEN schedule_lines.ordered_qty
            WHEN came_of_unknown.line_qty > 0 THEN came_of_unknown.line_qty
        END AS whole_qty
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    LEFT JOIN came_of_unknown ON came_of_unknown.line_id = arrivals.line_id
),
came AS (
    SELECT
        measured.receipt_id,
        measured.line_id,
        measured.shipment_id,
        measured.docked_on,
        measured.arrived_qty,
        measured.gross_weight,
        schedule_lines.supplier_id,
        schedule_lines.part_id,
        schedule_lines.order_id,
        schedule_lines.ordered_qty > 0 AS is_order_known,
        schedule_lines.currency AS stated_currency,
        schedule_lines.fx_rate AS own_fx_rate,
        schedule_lines.fx_units AS own_fx_units,
        srm_ten_thousandths(schedule_lines.value_amount) AS line_amount,
        COALESCE(currencies.smallest, 100) AS smallest,
        -- By now and before, of all: thousandths of the whole quantity, or receipts.
        CASE
            WHEN measured.whole_qty IS NOT NULL THEN srm_thousandths(measured.line_qty_so_far)
            ELSE measured.line_receipt_number
        END AS so_far,
        CASE
            WHEN measured.whole_qty IS NOT NULL
                THEN srm_thousandths(measured.line_qty_so_far - measured.arrived_qty)
            ELSE measured.line_receipt_number - 1
        END AS before,
        CASE
            WHEN measured.whole_qty IS NOT NULL THEN srm_thousandths(measured.whole_qty)
            ELSE measured.line_receipts
        END AS line_whole
    FROM measured
    INNER JOIN schedule_lines ON schedule_lines.line_id = measured.line_id
    LEFT JOIN currencies ON currencies.currency = schedule_lines.currency
),
price AS (
    SELECT
        came.*,
        srm_stated(
            srm_price_of(line_amount, so_far, line_whole, smallest)
            - srm_price_of(line_amount, before, line_whole, smallest)
        ) AS stated_amount
    FROM came
),
exchanged AS (
    SELECT
        price.*,
        COALESCE(price.own_fx_rate, fx_daily.fx_rate) AS fx_rate,
        CASE
            WHEN price.own_fx_rate IS NULL THEN fx_daily.fx_units
            ELSE CAST(COALESCE(price.own_fx_units, 1) AS DECIMAL(18, 8))
        END AS fx_units
    FROM price
    LEFT JOIN fx_daily
        ON fx_daily.currency = price.stated_currency AND fx_daily.day = price.docked_on
)
SELECT
    exchanged.receipt_id,
    exchanged.line_id,
    exchanged.shipment_id,
    exchanged.docked_on,
    exchanged.arrived_qty,
    exchanged.gross_weight,
    exchanged.supplier_id,
    exchanged.part_id,
    exchanged.order_id,
    exchanged.stated_currency,
    exchanged.fx_rate,
    exchanged.fx_units,
    exchanged.own_fx_rate IS NOT NULL AS is_own_rate,
    COALESCE(exchanged.is_order_known, FALSE) AS is_order_known,
    exchanged.stated_amount,
    srm_convert(
        exchanged.stated_amount, exchanged.fx_rate, exchanged.fx_units, snapshot_info.smallest_cents
    ) AS price_amount
FROM exchanged
CROSS JOIN snapshot_info
