-- Grain: one row per invoice line that has an exchange rate of its own: the one it states, else
-- that of the order line it charges, where both are in the same currency. It goes before the rate
-- of its day: own_fx_rate units of the reporting currency are own_fx_units of its currency.
-- own_fx_of: whose rate it is, invoice or order.
SELECT
    invoice_lines.invoice_line_id,
    CASE
        WHEN invoice_lines.fx_rate IS NOT NULL THEN invoice_lines.fx_rate
        ELSE schedule_lines.fx_rate
    END AS own_fx_rate,
    CAST(COALESCE(
        CASE
            WHEN invoice_lines.fx_rate IS NOT NULL THEN invoice_lines.fx_units
            ELSE schedule_lines.fx_units
        END,
        1
    ) AS DECIMAL(18, 8)) AS own_fx_units,
    CASE WHEN invoice_lines.fx_rate IS NOT NULL THEN 'invoice' ELSE 'order' END AS own_fx_of
FROM invoice_lines
LEFT JOIN schedule_lines
    ON schedule_lines.line_id = invoice_lines.line_id
    AND schedule_lines.currency = invoice_lines.currency
WHERE invoice_lines.fx_rate IS NOT NULL OR schedule_lines.fx_rate IS NOT NULL
