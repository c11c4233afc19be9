-- Grain: one row per schedule line (of_line_id), and basis and counted line of its order, as on
-- time, in full reads it. A line of no order is an order of its own.
SELECT d1_rows.*, own.line_id AS of_line_id
FROM schedule_lines AS own
INNER JOIN d1_rows
    ON d1_rows.supplier_id = own.supplier_id
    AND d1_rows.is_counted
    AND COALESCE('order ' || d1_rows.order_id, 'line ' || d1_rows.line_id)
        = COALESCE('order ' || own.order_id, 'line ' || own.line_id)
