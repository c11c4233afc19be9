-- Grain: one row per invoice line: by which day it is to be paid, and when it was, as far as is
-- known on the as-of date. A dispute raised by the due date stops the clock until it is settled.
-- clock: known; no_due_date; backwards (due before it was sent, settled before it was disputed);
-- disputed (not settled, or corrected for the supplier's error with no day of a dispute: then
-- nobody knows how long the clock stood still).
WITH known AS (
    SELECT
        invoice_lines.*,
        CASE
            WHEN invoice_lines.paid_on <= snapshot_info.as_of THEN invoice_lines.paid_on
        END AS known_paid_on,
        COALESCE(
            invoice_lines.disputed_on <= LEAST(invoice_lines.due_on, snapshot_info.as_of), FALSE
        ) AS is_stopped,
        CASE
            WHEN invoice_lines.settled_on <= snapshot_info.as_of THEN invoice_lines.settled_on
        END AS known_settled_on
    FROM invoice_lines
    CROSS JOIN snapshot_info
)
SELECT
    invoice_line_id,
    known_paid_on,
    CASE
        WHEN is_stopped THEN srm_add_days(due_on, srm_days_between(disputed_on, known_settled_on))
        ELSE due_on
    END AS pay_by_on,
    CASE
        WHEN due_on IS NULL THEN 'no_due_date'
        WHEN due_on < invoiced_on OR settled_on < disputed_on THEN 'backwards'
        WHEN is_stopped AND known_settled_on IS NULL THEN 'disputed'
        WHEN disputed_on IS NULL AND correction <> 'none' AND correction_cause = 'theirs'
            THEN 'disputed'
        ELSE 'known'
    END AS clock
FROM known
