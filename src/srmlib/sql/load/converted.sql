-- Each row whose money is converted by the rate of a day: the day that chooses the rate, with its
-- place, and the place of the currency; none that has an exchange rate of its own. Invoices only
-- where they charge no goods in the order's currency, which are exchanged as the goods are, or
-- where credit notes or payment terms are derived from them.
WITH stated AS (
    SELECT currency, 'occurred_on' AS day_column, occurred_on AS day, source_file, source_row
    FROM cost_events
    WHERE amount IS NOT NULL
    UNION ALL
    SELECT currency, 'occurred_on', occurred_on, source_file, source_row
    FROM one_off_costs
    UNION ALL
    SELECT currency, 'invoiced_on', invoiced_on, source_file, source_row
    FROM invoice_lines
    WHERE invoice_line_id NOT IN (SELECT invoice_line_id FROM invoice_rates)
        AND (
            line_id IS NULL
            OR line_id NOT IN (
                SELECT charged.line_id FROM schedule_lines AS charged
                WHERE charged.currency = invoice_lines.currency
            )
            OR line_id NOT IN (SELECT came.line_id FROM receipts AS came)
            OR (
                is_credit
                AND supplier_id NOT IN (
                    SELECT supplier_id FROM cost_booked
                    WHERE element = 'recovered' AND supplier_id IS NOT NULL
                )
            )
            OR (
                NOT is_credit
                AND due_on IS NOT NULL
                AND supplier_id NOT IN (
                    SELECT supplier_id FROM cost_booked
                    WHERE element = 'payment_terms' AND supplier_id IS NOT NULL
                )
                AND 'capital_rate' IN (SELECT rate_name FROM rates)
                AND 'reference_days' IN (SELECT rate_name FROM rates)
            )
        )
),
placed AS (
    SELECT stated.*, source_file AS currency_file, source_row AS currency_row
    FROM stated
    UNION ALL
    SELECT
        schedule_lines.currency, 'docked_on', receipts.docked_on, receipts.source_file,
        receipts.source_row, schedule_lines.source_file, schedule_lines.source_row
    FROM receipts
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    WHERE receipts.kind = 'receipt' AND schedule_lines.fx_rate IS NULL
)
SELECT * FROM placed WHERE day <= (SELECT as_of FROM snapshot_info)
