-- Grain: one row per credit note that corrects a price, a quantity or a tax. What invoices of its
-- line asked beyond the order it takes back first (reversed). What is left of a price is a rebate,
-- a discount or a price agreed later (allowed): so it belongs to the price; what is left of a
-- quantity was never in the price of the goods, and a tax is none. A service has no other quantity
-- than what was invoiced. In ten-thousandths as invoice_amounts has them, and in cents reported.
WITH asked AS (
    SELECT line_id, GREATEST(CAST(SUM(variance) AS BIGINT), 0) AS variance
    FROM invoice_charges
    GROUP BY line_id
),
correcting AS (
    SELECT
        invoice_amounts.*,
        COALESCE(asked.variance, 0) AS variance,
        CAST(SUM(invoice_amounts.amount) OVER (
            PARTITION BY invoice_amounts.line_id, invoice_amounts.charges = 'goods'
            ORDER BY invoice_amounts.invoiced_on, invoice_amounts.invoice_line_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS so_far
    FROM invoice_amounts
    LEFT JOIN asked ON asked.line_id = invoice_amounts.line_id
    WHERE invoice_amounts.is_credit AND invoice_amounts.correction IN ('price', 'quantity', 'tax')
),
parted AS (
    SELECT
        correcting.*,
        LEAST(so_far, variance) - LEAST(so_far - amount, variance) AS reversed
    FROM correcting
),
allowing AS (
    SELECT
        parted.*,
        CASE
            WHEN correction = 'price' OR (correction = 'quantity' AND charges = 'service')
                THEN amount - reversed
            ELSE 0
        END AS allowed
    FROM parted
)
SELECT
    invoice_line_id,
    line_id,
    reversed,
    allowed,
    srm_converted_cents(srm_stated(reversed), fx_rate, fx_units, smallest_cents) AS reversed_cents,
    srm_converted_cents(srm_stated(allowed), fx_rate, fx_units, smallest_cents) AS allowed_cents
FROM allowing
