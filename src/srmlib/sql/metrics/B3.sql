-- Grain: one row per invoice line: did we pay it by its due date? There is one basis, the agreed
-- one. A dispute raised by the due date stops the clock until it is settled.
-- Counted: on_time, late, overdue. Not counted: credit, no_due_date, not_due (paid or not),
-- backwards (due before it was sent, settled before it was disputed), disputed (not settled, or
-- corrected for the supplier's error with no day of a dispute: then nobody knows how long the clock
-- stood still). A line without a due date is placed by the day it was sent.
WITH known AS (
    SELECT
        bases_b3.basis,
        invoice_lines.*,
        CASE
            WHEN invoice_lines.paid_on <= snapshot_info.as_of THEN invoice_lines.paid_on
        END AS known_paid_on,
        COALESCE(
            invoice_lines.disputed_on <= LEAST(invoice_lines.due_on, snapshot_info.as_of), FALSE
        ) AS is_stopped,
        CASE
            WHEN invoice_lines.settled_on <= snapshot_info.as_of THEN invoice_lines.settled_on
        END AS known_settled_on,
        snapshot_info.as_of
    FROM invoice_lines
    INNER JOIN bases_b3 ON bases_b3.supplier_id = invoice_lines.supplier_id
    CROSS JOIN snapshot_info
    WHERE invoice_lines.invoiced_on <= snapshot_info.as_of
),
dated AS (
    SELECT
        known.*,
        CASE
            WHEN is_stopped
                THEN srm_add_days(due_on, srm_days_between(disputed_on, known_settled_on))
            ELSE due_on
        END AS pay_by_on
    FROM known
),
judged AS (
    SELECT
        dated.*,
        CASE
            WHEN is_credit THEN 'credit'
            WHEN due_on IS NULL THEN 'no_due_date'
            WHEN due_on < invoiced_on OR settled_on < disputed_on THEN 'backwards'
            WHEN is_stopped AND known_settled_on IS NULL THEN 'disputed'
            WHEN disputed_on IS NULL AND correction <> 'none' AND correction_cause = 'theirs'
                THEN 'disputed'
            WHEN pay_by_on > as_of THEN 'not_due'
            WHEN known_paid_on <= pay_by_on THEN 'on_time'
            WHEN known_paid_on IS NOT NULL THEN 'late'
            WHEN pay_by_on >= as_of THEN 'not_due'
            ELSE 'overdue'
        END AS outcome
    FROM dated
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
