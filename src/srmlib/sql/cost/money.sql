-- What invoices and credit notes of a supplier's quarter come to in the reporting currency, each by
-- its own day, and what of it is goods or services at the price ordered (net_purchases), beside
-- that price (variance), beyond both (recovered, tax), or matches nothing (unexplained). invoices
-- counts those of all days; not_known those without an exchange rate.
WITH documents AS (
    SELECT
        invoice_amounts.invoiced_on,
        invoice_amounts.is_credit,
        invoice_amounts.correction,
        invoice_amounts.charges,
        srm_converted_cents(
            srm_stated(invoice_amounts.amount),
            invoice_amounts.fx_rate,
            invoice_amounts.fx_units,
            invoice_amounts.smallest_cents
        ) AS cents,
        COALESCE(invoice_charges.variance_cents, 0) AS variance_cents,
        COALESCE(price_corrections.reversed_cents, 0) AS reversed_cents,
        COALESCE(refunds.refunded_cents, 0) AS refunded_cents
    FROM invoice_amounts
    LEFT JOIN invoice_charges
        ON invoice_charges.invoice_line_id = invoice_amounts.invoice_line_id
    LEFT JOIN price_corrections
        ON price_corrections.invoice_line_id = invoice_amounts.invoice_line_id
    LEFT JOIN refunds
        ON refunds.source = 'invoice_lines'
        AND refunds.credit_id = invoice_amounts.invoice_line_id
    WHERE invoice_amounts.supplier_id = ?
),
-- What of a document is of the price; the rest of a credit note is beyond it.
parts AS (
    SELECT
        documents.*,
        CASE
            WHEN NOT is_credit OR correction IS NULL OR correction IN ('price', 'quantity')
                THEN cents
            WHEN correction = 'tax' THEN reversed_cents
            ELSE refunded_cents
        END AS of_price,
        is_credit AND correction IS NULL OR NOT is_credit AND charges = 'unmatched'
            AS is_unexplained
    FROM documents
),
signed AS (
    SELECT
        parts.*,
        CASE WHEN is_credit THEN -of_price ELSE of_price END AS net_cents,
        variance_cents - reversed_cents AS beside_cents
    FROM parts
)
SELECT
    COUNT(*) AS invoices,
    COUNT(CASE WHEN is_there THEN 1 END) AS documents,
    COUNT(CASE WHEN is_there AND cents IS NULL THEN 1 END) AS not_known,
    srm_amount(COALESCE(SUM(CASE WHEN is_there AND NOT is_credit THEN cents END), 0)) AS invoiced,
    srm_amount(COALESCE(SUM(CASE WHEN is_there AND is_credit THEN of_price END), 0)) AS credited,
    srm_amount(
        COALESCE(SUM(CASE WHEN is_there AND is_credit THEN cents - of_price END), 0)
    ) AS beyond,
    srm_amount(
        COALESCE(
            SUM(CASE WHEN is_there AND NOT is_unexplained THEN net_cents - beside_cents END), 0
        )
    ) AS net_purchases,
    srm_amount(
        COALESCE(SUM(CASE WHEN is_there AND NOT is_unexplained THEN beside_cents END), 0)
    ) AS variance
FROM (
    SELECT signed.*, invoiced_on >= ? AND invoiced_on < ? AS is_there
    FROM signed
) AS dated
