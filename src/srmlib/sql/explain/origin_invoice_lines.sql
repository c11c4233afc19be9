-- Grain: one row per invoice line, with the exchange rate of its own, else that of its day
-- (used_rate, used_units), and the reference days that were in force when it was due.
WITH reference_days AS (
    SELECT value, valid_from, LEAD(valid_from) OVER (ORDER BY valid_from) AS replaced_on
    FROM rates
    WHERE rate_name = 'reference_days'
)
SELECT
    invoice_lines.*,
    COALESCE(invoice_rates.own_fx_rate, fx_daily.fx_rate) AS used_rate,
    COALESCE(invoice_rates.own_fx_units, fx_daily.fx_units) AS used_units,
    reference_days.value AS reference_days
FROM invoice_lines
LEFT JOIN fx_daily
    ON fx_daily.currency = invoice_lines.currency AND fx_daily.day = invoice_lines.invoiced_on
LEFT JOIN invoice_rates ON invoice_rates.invoice_line_id = invoice_lines.invoice_line_id
LEFT JOIN reference_days
    ON reference_days.valid_from <= invoice_lines.due_on
    AND (
        reference_days.replaced_on IS NULL OR invoice_lines.due_on < reference_days.replaced_on
    )
