-- Payment terms. One event per invoice line paid, on the day it was paid: the amount times the days
-- paid sooner than the reference (negative: later).
SELECT
    'invoice_lines' AS source,
    concat('payment ', invoice_lines.invoice_line_id) AS event_id,
    invoice_lines.supplier_id,
    schedule_lines.part_id,
    schedule_lines.order_id,
    invoice_lines.line_id,
    CAST(NULL AS STRING) AS receipt_id,
    invoice_lines.paid_on AS occurred_on,
    'amount' AS state,
    CAST(
        srm_convert(
            invoice_lines.amount,
            COALESCE(invoice_rates.own_fx_rate, fx_daily.fx_rate),
            COALESCE(invoice_rates.own_fx_units, fx_daily.fx_units),
            snapshot_info.smallest_cents
        )
        * CAST(
            CAST(rates_daily.rate_value AS INTEGER)
            - srm_days_between(invoice_lines.invoiced_on, invoice_lines.paid_on) AS INTEGER
        )
    AS DECIMAL(18, 3)) AS driver_qty,
    concat(snapshot_info.reporting_currency, ' × days') AS driver_unit,
    'capital_rate' AS rate_name,
    36500 AS rate_per,
    'terms' AS cause,
    invoice_lines.source_file,
    invoice_lines.source_row
FROM invoice_lines
LEFT JOIN schedule_lines ON schedule_lines.line_id = invoice_lines.line_id
LEFT JOIN invoice_rates ON invoice_rates.invoice_line_id = invoice_lines.invoice_line_id
LEFT JOIN fx_daily
    ON fx_daily.currency = invoice_lines.currency AND fx_daily.day = invoice_lines.invoiced_on
LEFT JOIN rates_daily
    ON rates_daily.rate_name = 'reference_days' AND rates_daily.day = invoice_lines.paid_on
CROSS JOIN snapshot_info
WHERE NOT invoice_lines.is_credit
    AND invoice_lines.paid_on <= snapshot_info.as_of
    AND invoice_lines.invoiced_on <= snapshot_info.as_of
