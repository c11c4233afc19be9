-- Grain: one row per quality notice, with the category of its part.
SELECT quality_notices.*, parts.category
FROM quality_notices
LEFT JOIN parts ON parts.part_id = quality_notices.part_id
