-- Grain: one row per invoice line: did we pay it by its due date? There is one basis, the agreed
-- one. A dispute raised by the due date stops the clock until it is settled: see the mart pay_by.
-- Counted: on_time, late, overdue. Not counted: credit, no_due_date, not_due (paid or not),
-- backwards (due before it was sent, settled before it was disputed), disputed (not settled, or
-- corrected for the supplier's error with no day of a dispute: then nobody knows how long the clock
-- stood still). A line without a due date is placed by the day it was sent.
WITH judged AS (
    SELECT
        bases_b3.basis,
        invoice_lines.*,
        pay_by.pay_by_on,
        pay_by.known_paid_on,
        CASE
            WHEN invoice_lines.is_credit THEN 'credit'
            WHEN pay_by.clock <> 'known' THEN pay_by.clock
            WHEN pay_by.pay_by_on > snapshot_info.as_of THEN 'not_due'
            WHEN pay_by.known_paid_on <= pay_by.pay_by_on THEN 'on_time'
            WHEN pay_by.known_paid_on IS NOT NULL THEN 'late'
            WHEN pay_by.pay_by_on >= snapshot_info.as_of THEN 'not_due'
            ELSE 'overdue'
        END AS outcome
    FROM invoice_lines
    INNER JOIN bases_b3 ON bases_b3.supplier_id = invoice_lines.supplier_id
    INNER JOIN pay_by ON pay_by.invoice_line_id = invoice_lines.invoice_line_id
    CROSS JOIN snapshot_info
    WHERE invoice_lines.invoiced_on <= snapshot_info.as_of
)
SELECT
    basis,
    supplier_id,
    invoice_line_id AS row_id,
    COALESCE(pay_by_on, due_on, invoiced_on) AS counted_on,
    outcome,
    outcome IN ('on_time', 'late', 'overdue') AS is_counted,
    CAST(CASE WHEN outcome = 'on_time' THEN 1 ELSE 0 END AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    line_id,
    invoiced_on,
    due_on,
    pay_by_on,
    known_paid_on AS paid_on,
    amount,
    currency
FROM judged
