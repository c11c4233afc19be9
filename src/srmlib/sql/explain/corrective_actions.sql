-- Grain: one row per corrective action that was verified, not before it was asked for, with what it
-- is against. What an action does not say of itself, the notice it answers does.
WITH known AS (
    SELECT
        corrective_actions.action_id,
        corrective_actions.supplier_id,
        corrective_actions.verified_on,
        COALESCE(corrective_actions.defect_code, quality_notices.defect_code) AS defect_code,
        COALESCE(corrective_actions.defect_family, quality_notices.defect_family)
            AS defect_family,
        COALESCE(corrective_actions.part_id, quality_notices.part_id) AS part_id
    FROM corrective_actions
    LEFT JOIN quality_notices ON quality_notices.notice_id = corrective_actions.notice_id
    WHERE corrective_actions.verified_on >= corrective_actions.issued_on
)
SELECT known.*, parts.category
FROM known
LEFT JOIN parts ON parts.part_id = known.part_id
