SELECT
    change_id, line_id, changed_on, field, old_value, new_value, by_side, source_file, source_row
FROM order_changes
