-- Grain: one row per invoice line below zero, or credit note above it.
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    CONCAT(
        CASE WHEN is_credit THEN 'credit note of ' ELSE 'invoice line of ' END,
        srm_said_amount(amount), ' ', currency
    ) AS seen
FROM invoice_lines
WHERE (is_credit AND amount > 0) OR (NOT is_credit AND amount < 0)
