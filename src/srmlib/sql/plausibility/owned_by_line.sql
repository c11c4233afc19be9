-- Grain: one row per row of a table that names an order line, with the supplier of that.
SELECT {table}.*, schedule_lines.supplier_id AS owner_id
FROM {table}
LEFT JOIN schedule_lines ON schedule_lines.line_id = {table}.line_id
