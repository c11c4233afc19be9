-- Grain: one row per invoice line, no credit note, that charges goods of an order line: what the
-- goods it charges were ordered for (charged) and what it asks beside (variance, negative where it
-- asks less), in ten-thousandths as invoice_amounts has them; together they are its amount.
-- How much it charges: the quantity it states, where every invoice of the line states one and it is
-- known how much was ordered; else, all invoices of the line so far are taken for those receipts
-- of it, from the first on, whose price they come nearest.
WITH came AS (
    SELECT
        line_id,
        ROW_NUMBER() OVER so_far AS number,
        CAST(SUM(srm_ten_thousandths(stated_amount)) OVER so_far AS BIGINT) AS stated_so_far,
        CAST(SUM(100 * srm_cents(price_amount)) OVER so_far AS BIGINT) AS reported_so_far
    FROM receipt_prices
    WINDOW so_far AS (
        PARTITION BY line_id ORDER BY docked_on, receipt_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
),
charging AS (
    SELECT
        invoice_amounts.*,
        schedule_lines.ordered_qty,
        srm_ten_thousandths(schedule_lines.value_amount) AS line_amount,
        invoice_amounts.is_in_line_currency
            AND COALESCE(schedule_lines.ordered_qty > 0, FALSE)
            AND COUNT(invoice_amounts.invoiced_qty) OVER of_line = COUNT(*) OVER of_line
            AS is_by_quantity,
        CAST(SUM(invoice_amounts.amount) OVER so_far AS BIGINT) AS amount_so_far,
        CAST(SUM(invoice_amounts.invoiced_qty) OVER so_far AS DECIMAL(18, 3)) AS qty_so_far
    FROM invoice_amounts
    INNER JOIN schedule_lines ON schedule_lines.line_id = invoice_amounts.line_id
    WHERE invoice_amounts.charges = 'goods' AND NOT invoice_amounts.is_credit
    WINDOW
        of_line AS (PARTITION BY invoice_amounts.line_id),
        so_far AS (
            PARTITION BY invoice_amounts.line_id
            ORDER BY invoice_amounts.invoiced_on, invoice_amounts.invoice_line_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        )
),
priced AS (
    SELECT
        charging.invoice_line_id,
        came.number,
        charging.amount_so_far,
        CASE
            WHEN charging.is_in_line_currency THEN came.stated_so_far
            ELSE came.reported_so_far
        END AS price_so_far
    FROM charging
    INNER JOIN came ON came.line_id = charging.line_id
    WHERE NOT charging.is_by_quantity
),
nearest AS (
    SELECT
        priced.*,
        ROW_NUMBER() OVER (
            PARTITION BY invoice_line_id ORDER BY ABS(price_so_far - amount_so_far), number
        ) AS nearness
    FROM priced
),
charged AS (
    SELECT
        charging.*,
        CASE
            WHEN charging.is_by_quantity
                THEN srm_price_of(
                    charging.line_amount,
                    srm_thousandths(charging.qty_so_far),
                    srm_thousandths(charging.ordered_qty),
                    charging.smallest
                )
            ELSE nearest.price_so_far
        END AS charged_so_far
    FROM charging
    LEFT JOIN nearest
        ON nearest.invoice_line_id = charging.invoice_line_id AND nearest.nearness = 1
),
differences AS (
    SELECT
        charged.*,
        charged_so_far - COALESCE(
            MAX(charged_so_far) OVER (
                PARTITION BY line_id ORDER BY invoiced_on, invoice_line_id
                ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING
            ), 0
        ) AS charged
    FROM charged
)
SELECT
    invoice_line_id,
    line_id,
    is_by_quantity,
    charged,
    amount - charged AS variance,
    srm_converted_cents(srm_stated(amount - charged), fx_rate, fx_units, smallest_cents)
        AS variance_cents
FROM differences
