-- Grain: one row per schedule line, with the unit of its part, and whether any received quantity,
-- any day of shipping and any day of keying in of its supplier is known.
SELECT
    schedule_lines.*,
    parts.uom AS part_uom,
    COALESCE(stated.is_qty_stated, TRUE) AS is_qty_stated,
    COALESCE(stated.is_shipping_stated, TRUE) AS is_shipping_stated,
    COALESCE(stated.is_posting_stated, TRUE) AS is_posting_stated
FROM schedule_lines
LEFT JOIN parts ON parts.part_id = schedule_lines.part_id
LEFT JOIN (
    SELECT
        schedule_lines.supplier_id,
        MAX(CASE WHEN arrivals.arrived_qty IS NULL THEN 0 ELSE 1 END) = 1 AS is_qty_stated,
        COUNT(arrivals.shipped_on) > 0 AS is_shipping_stated,
        COUNT(arrivals.posted_on) > 0 AS is_posting_stated
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    GROUP BY schedule_lines.supplier_id
) AS stated ON stated.supplier_id = schedule_lines.supplier_id
