-- Grain: one row per booked cost below zero, or credit of what was recovered above it.
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    CONCAT(element, ' of ', srm_said_amount(amount), ' ', currency) AS seen
FROM cost_events
WHERE (element = 'recovered' AND amount > 0) OR (element <> 'recovered' AND amount < 0)
