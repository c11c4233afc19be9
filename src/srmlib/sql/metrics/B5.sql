-- Grain: one row per change of a drawing or specification that we made after an order (numerator),
-- and one per schedule line ordered (denominator). There is one basis, the agreed one. Counted:
-- changed, ordered. Not counted: no_order_date (of the line: whether a change came after is not
-- known either), before_order, unknown_side (nobody knows who asked for it). A line without an
-- order date is placed by the day its first receipt came, else by the as-of date.
WITH lines AS (
    SELECT
        bases_b5.basis,
        schedule_lines.supplier_id,
        schedule_lines.line_id,
        schedule_lines.order_id,
        schedule_lines.part_id,
        schedule_lines.ordered_on,
        arrivals.docked_on,
        snapshot_info.as_of
    FROM schedule_lines
    INNER JOIN bases_b5 ON bases_b5.supplier_id = schedule_lines.supplier_id
    LEFT JOIN arrivals
        ON arrivals.line_id = schedule_lines.line_id AND arrivals.line_receipt_number = 1
    CROSS JOIN snapshot_info
    WHERE schedule_lines.ordered_on IS NULL OR schedule_lines.ordered_on <= snapshot_info.as_of
),
changes AS (
    SELECT
        lines.*,
        order_changes.change_id,
        order_changes.changed_on,
        order_changes.field,
        order_changes.old_value,
        order_changes.new_value,
        CASE
            WHEN lines.ordered_on IS NULL THEN 'no_order_date'
            WHEN order_changes.changed_on < lines.ordered_on THEN 'before_order'
            WHEN order_changes.by_side IS NULL THEN 'unknown_side'
            ELSE 'changed'
        END AS outcome
    FROM order_changes
    INNER JOIN lines ON lines.line_id = order_changes.line_id
    WHERE (order_changes.by_side = 'buyer' OR order_changes.by_side IS NULL)
        AND order_changes.field IN ('drawing', 'specification')
        AND order_changes.changed_on <= lines.as_of
)
SELECT
    basis,
    supplier_id,
    change_id AS row_id,
    changed_on AS counted_on,
    outcome,
    outcome = 'changed' AS is_counted,
    CAST(1 AS DECIMAL(18, 3)) AS numerator,
    CAST(0 AS DECIMAL(18, 3)) AS denominator,
    line_id,
    order_id,
    part_id,
    ordered_on,
    changed_on,
    field,
    old_value,
    new_value
FROM changes
UNION ALL
SELECT
    basis,
    supplier_id,
    concat('line ', line_id),
    COALESCE(ordered_on, docked_on, as_of),
    CASE WHEN ordered_on IS NULL THEN 'no_order_date' ELSE 'ordered' END,
    ordered_on IS NOT NULL,
    CAST(0 AS DECIMAL(18, 3)),
    CAST(1 AS DECIMAL(18, 3)),
    line_id,
    order_id,
    part_id,
    ordered_on,
    NULL,
    NULL,
    NULL,
    NULL
FROM lines
