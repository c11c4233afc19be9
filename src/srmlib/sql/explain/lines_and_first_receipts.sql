-- Grain: one row per schedule line, with the day its first receipt that stands reached the dock.
SELECT schedule_lines.*, arrivals.docked_on
FROM schedule_lines
LEFT JOIN arrivals
    ON arrivals.line_id = schedule_lines.line_id AND arrivals.line_receipt_number = 1
