-- Grain: one row per change of a drawing or specification that we made after an order (numerator),
-- and one per schedule line ordered (denominator). There is one basis, the agreed one. Counted:
-- changed, ordered. Not counted: no_order_date.
SELECT
    bases_b5.basis,
    schedule_lines.supplier_id,
    order_changes.change_id AS row_id,
    order_changes.changed_on AS counted_on,
    'changed' AS outcome,
    TRUE AS is_counted,
    CAST(1 AS DECIMAL(18, 3)) AS numerator,
    CAST(0 AS DECIMAL(18, 3)) AS denominator,
    schedule_lines.line_id,
    schedule_lines.order_id,
    schedule_lines.part_id,
    schedule_lines.ordered_on,
    order_changes.changed_on,
    order_changes.field,
    order_changes.old_value,
    order_changes.new_value
FROM order_changes
INNER JOIN schedule_lines ON schedule_lines.line_id = order_changes.line_id
INNER JOIN bases_b5 ON bases_b5.supplier_id = schedule_lines.supplier_id
CROSS JOIN snapshot_info
WHERE order_changes.by_side = 'buyer'
    AND order_changes.field IN ('drawing', 'specification')
    AND order_changes.changed_on <= snapshot_info.as_of
UNION ALL
SELECT
    bases_b5.basis,
    schedule_lines.supplier_id,
    concat('line ', schedule_lines.line_id),
    schedule_lines.ordered_on,
    CASE WHEN schedule_lines.ordered_on IS NULL THEN 'no_order_date' ELSE 'ordered' END,
    schedule_lines.ordered_on IS NOT NULL,
    CAST(0 AS DECIMAL(18, 3)),
    CAST(1 AS DECIMAL(18, 3)),
    schedule_lines.line_id,
    schedule_lines.order_id,
    schedule_lines.part_id,
    schedule_lines.ordered_on,
    NULL,
    NULL,
    NULL,
    NULL
FROM schedule_lines
INNER JOIN bases_b5 ON bases_b5.supplier_id = schedule_lines.supplier_id
CROSS JOIN snapshot_info
WHERE schedule_lines.ordered_on IS NULL OR schedule_lines.ordered_on <= snapshot_info.as_of
