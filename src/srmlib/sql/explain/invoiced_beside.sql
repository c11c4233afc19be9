-- Grain: one row per event of the price that is made of an invoice line or a credit note
-- (event_id): its amount, what the goods it charges were ordered for, what it takes back and what
-- it allows, in ten-thousandths of its money (see invoice_amounts), and how that is exchanged.
SELECT
    concat(events.name, invoice_amounts.invoice_line_id) AS event_id,
    invoice_amounts.amount AS asked,
    invoice_amounts.fx_rate,
    invoice_amounts.fx_units,
    CASE
        WHEN invoice_amounts.is_in_line_currency THEN invoice_amounts.currency
        ELSE snapshot_info.reporting_currency
    END AS money,
    invoice_charges.is_by_quantity,
    invoice_charges.charged,
    invoice_amounts.invoiced_qty,
    price_corrections.reversed,
    price_corrections.allowed
FROM invoice_amounts
CROSS JOIN snapshot_info
INNER JOIN (SELECT 'variance ' AS name UNION ALL SELECT 'correction ') AS events ON TRUE
LEFT JOIN invoice_charges
    ON invoice_charges.invoice_line_id = invoice_amounts.invoice_line_id
LEFT JOIN price_corrections
    ON price_corrections.invoice_line_id = invoice_amounts.invoice_line_id
