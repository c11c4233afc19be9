-- Grain: one row per change of an order, with the supplier of its line and the day it was ordered.
SELECT order_changes.*, schedule_lines.supplier_id, schedule_lines.ordered_on
FROM order_changes
INNER JOIN schedule_lines ON schedule_lines.line_id = order_changes.line_id
