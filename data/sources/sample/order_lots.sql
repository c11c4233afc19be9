SELECT
    customer_order_id, lot_id, shipped_qty, source_file, source_row
FROM order_lots
