-- Grain: one row per invoice line: did we pay it by its due date? There is one basis, the agreed
-- one.
-- Counted: on_time, late, overdue. Not counted: credit, no_due_date, not_due.
WITH known AS (
    SELECT
        bases_b3.basis,
        invoice_lines.*,
        CASE
            WHEN invoice_lines.paid_on <= snapshot_info.as_of THEN invoice_lines.paid_on
        END AS known_paid_on,
        snapshot_info.as_of
    FROM invoice_lines
    INNER JOIN bases_b3 ON bases_b3.supplier_id = invoice_lines.supplier_id
    CROSS JOIN snapshot_info
    WHERE invoice_lines.invoiced_on <= snapshot_info.as_of
),
judged AS (
    SELECT
        known.*,
        CASE
            WHEN is_credit THEN 'credit'
            WHEN due_on IS NULL THEN 'no_due_date'
            WHEN known_paid_on <= due_on THEN 'on_time'
            WHEN known_paid_on IS NOT NULL THEN 'late'
            WHEN due_on >= as_of THEN 'not_due'
            ELSE 'overdue'
        END AS outcome
    FROM known
)
SELECT
    basis,
    supplier_id,
    invoice_line_id AS row_id,
    due_on AS counted_on,
    outcome,
    outcome IN ('on_time', 'late', 'overdue') AS is_counted,
    CAST(CASE WHEN outcome = 'on_time' THEN 1 ELSE 0 END AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    line_id,
    invoiced_on,
    due_on,
    known_paid_on AS paid_on,
    amount,
    currency
FROM judged
