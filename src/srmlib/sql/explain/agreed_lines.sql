-- Grain: one row per schedule line, as on time, in full makes of it on the agreed basis.
SELECT
    d1_rows.*,
    schedule_lines.promised_on,
    schedule_lines.status,
    schedule_lines.cancelled_on,
    schedule_lines.closed_on,
    schedule_lines.lead_days
FROM d1_rows
INNER JOIN schedule_lines ON schedule_lines.line_id = d1_rows.line_id
WHERE d1_rows.basis = 'agreed'
