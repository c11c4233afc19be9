-- Grain: one row per invoice line of the same order line, day and amount as one before it in the
-- extract, where more is charged than the order line is worth, and would be nearer to it without
-- that one. A credit is no such line.
WITH numbered AS (
    SELECT
        invoice_lines.*,
        FIRST_VALUE(invoice_line_id) OVER (
            PARTITION BY supplier_id, line_id, invoiced_on, amount, currency
            ORDER BY source_file, source_row, invoice_line_id
        ) AS first_id,
        SUM(amount) OVER (PARTITION BY line_id, currency) AS line_amount
    FROM invoice_lines
    WHERE line_id IS NOT NULL AND NOT is_credit
)
SELECT
    numbered.supplier_id AS owner_id,
    numbered.source_file,
    numbered.source_row,
    CONCAT(
        numbered.invoice_line_id, ' as ', numbered.first_id, ': ',
        srm_said_amount(numbered.amount), ' ', numbered.currency, ' on ',
        srm_moment(CAST(numbered.invoiced_on AS TIMESTAMP)), ' for ', numbered.line_id
    ) AS seen
FROM numbered
INNER JOIN schedule_lines
    ON schedule_lines.line_id = numbered.line_id
    AND schedule_lines.currency = numbered.currency
WHERE numbered.invoice_line_id <> numbered.first_id
    AND 2 * (numbered.line_amount - schedule_lines.value_amount) > numbered.amount
