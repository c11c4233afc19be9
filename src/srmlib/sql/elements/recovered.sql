-- Recovered from supplier, where nothing is stated: one event per credit note, on its date, never
-- positive: what exceeds the price of goods that went back. A credit note that corrects the price,
-- quantity or tax of an invoice recovers nothing: what it takes off is the price, or never was a
-- cost. Unknown where it is not known whether it corrects one.
SELECT
    'invoice_lines' AS source,
    concat('credit note ', invoice_lines.invoice_line_id) AS event_id,
    invoice_lines.supplier_id,
    schedule_lines.part_id,
    schedule_lines.order_id,
    invoice_lines.line_id,
    invoice_lines.invoiced_on AS occurred_on,
    CASE WHEN invoice_lines.correction IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    -refunds.excess_cents AS booked_cents,
    CASE
        WHEN refunds.excess IS NOT NULL THEN srm_stated(-refunds.excess)
        WHEN invoice_lines.correction IS NOT NULL THEN -ABS(invoice_lines.amount)
    END AS stated_amount,
    invoice_lines.currency AS stated_currency,
    invoice_rates.own_fx_rate,
    invoice_rates.own_fx_units,
    invoice_rates.own_fx_of,
    CAST(NULL AS STRING) AS rate_name,
    'theirs' AS cause,
    invoice_lines.source_file,
    invoice_lines.source_row
FROM invoice_lines
LEFT JOIN schedule_lines ON schedule_lines.line_id = invoice_lines.line_id
LEFT JOIN invoice_rates ON invoice_rates.invoice_line_id = invoice_lines.invoice_line_id
LEFT JOIN refunds
    ON refunds.source = 'invoice_lines' AND refunds.credit_id = invoice_lines.invoice_line_id
CROSS JOIN snapshot_info
WHERE invoice_lines.is_credit
    AND (invoice_lines.correction = 'none' OR invoice_lines.correction IS NULL)
    AND invoice_lines.invoiced_on <= snapshot_info.as_of
