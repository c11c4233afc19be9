-- Grain: one row per schedule line, with the unit of its part.
SELECT schedule_lines.*, parts.uom AS part_uom
FROM schedule_lines
LEFT JOIN parts ON parts.part_id = schedule_lines.part_id
