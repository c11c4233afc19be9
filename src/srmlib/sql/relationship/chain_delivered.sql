-- Grain: one row per site and part that a supplier was to deliver in a period: how many dated
-- deliveries. What was cancelled does not count, nor what went back.
SELECT
    COALESCE(schedule_lines.site, '') AS site,
    schedule_lines.part_id,
    COALESCE(parts.name, schedule_lines.part_id) AS part,
    COUNT(*) AS deliveries
FROM schedule_lines
LEFT JOIN parts ON parts.part_id = schedule_lines.part_id
WHERE schedule_lines.supplier_id = ?
    AND COALESCE(schedule_lines.requested_on, schedule_lines.promised_on) >= ?
    AND COALESCE(schedule_lines.requested_on, schedule_lines.promised_on) < ?
    AND schedule_lines.cancelled_on IS NULL
    AND schedule_lines.part_id IS NOT NULL
    AND NOT COALESCE(schedule_lines.is_return, FALSE)
GROUP BY schedule_lines.site, schedule_lines.part_id, parts.name
ORDER BY schedule_lines.site, schedule_lines.part_id
