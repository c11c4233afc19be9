-- Grain: one row per basis and invoice line.
-- A basis reads differently from which price difference on it is an error, whether errors that
-- began with our order are, and whether credit notes count.
-- Counted: right, corrected. Not counted: credit, not_matched (the result of the match is not
-- known), cause_unknown (whose error it was, where that is asked), amount_unknown (of a price
-- difference, where some are no errors).
WITH judged AS (
    SELECT
        bases_c2.basis,
        invoice_lines.*,
        CASE
            WHEN invoice_lines.is_credit AND bases_c2.credit_notes = 'out' THEN 'credit'
            WHEN invoice_lines.correction IS NULL THEN 'not_matched'
            WHEN invoice_lines.correction = 'none' THEN 'right'
            WHEN bases_c2.our_errors = 'out' AND invoice_lines.correction_cause = 'ours'
                THEN 'right'
            -- Without a tolerance every correction is one.
            WHEN invoice_lines.correction = 'price' AND bases_c2.tolerance_percent > 0
                AND srm_product(100, srm_ten_thousandths(ABS(invoice_lines.correction_amount)))
                    <= srm_product(
                        bases_c2.tolerance_percent, srm_ten_thousandths(ABS(invoice_lines.amount))
                    )
                THEN 'right'
            WHEN bases_c2.our_errors = 'out' AND invoice_lines.correction_cause IS NULL
                THEN 'cause_unknown'
            WHEN invoice_lines.correction = 'price' AND bases_c2.tolerance_percent > 0
                AND (invoice_lines.correction_amount IS NULL OR invoice_lines.amount IS NULL)
                THEN 'amount_unknown'
            ELSE 'corrected'
        END AS outcome
    FROM invoice_lines
    INNER JOIN bases_c2 ON bases_c2.supplier_id = invoice_lines.supplier_id
    CROSS JOIN snapshot_info
    WHERE invoice_lines.invoiced_on <= snapshot_info.as_of
)
SELECT
    basis,
    supplier_id,
    invoice_line_id AS row_id,
    invoiced_on AS counted_on,
    outcome,
    outcome IN ('right', 'corrected') AS is_counted,
    CAST(CASE WHEN outcome = 'right' THEN 1 ELSE 0 END AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    line_id,
    invoiced_on,
    amount,
    currency,
    correction,
    correction_amount,
    correction_cause,
    is_credit
FROM judged
