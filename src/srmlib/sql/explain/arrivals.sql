-- Grain: one row per goods receipt that stands, with the supplier and part of its line.
SELECT arrivals.*, schedule_lines.supplier_id, schedule_lines.part_id
FROM arrivals
INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
