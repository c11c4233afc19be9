-- Repeat defects. Grain: one row per basis and quality notice, placed by the day it was found.
-- A notice is a repeat when an action of the same supplier against the same defect of the same item
-- was verified before that day, and not too long before. A basis reads differently: what is the
-- same defect, what is the same item, and how long is too long. outcome: repeat, new are counted;
-- ours, refuted (not the supplier's, where such notices are out) and no_code (the code, part, or
-- family to compare by is not known), action_unclear (nor is that of an action) are not. An action
-- verified before it was asked for ended nothing.
WITH ended AS (
    -- What an action does not say of itself, the notice it answers does.
    SELECT
        corrective_actions.action_id,
        corrective_actions.supplier_id,
        corrective_actions.verified_on,
        COALESCE(corrective_actions.defect_code, quality_notices.defect_code) AS defect_code,
        COALESCE(corrective_actions.defect_family, quality_notices.defect_family) AS defect_family,
        COALESCE(corrective_actions.part_id, quality_notices.part_id) AS part_id
    FROM corrective_actions
    LEFT JOIN quality_notices ON quality_notices.notice_id = corrective_actions.notice_id
    WHERE corrective_actions.verified_on >= corrective_actions.issued_on
),
actions AS (
    SELECT
        bases_q4.basis,
        ended.supplier_id,
        ended.action_id,
        ended.verified_on,
        srm_add_months(ended.verified_on, bases_q4.months) AS repeat_until,
        CASE
            WHEN bases_q4.code = 'family' THEN ended.defect_family
            ELSE ended.defect_code
        END AS same_defect,
        CASE WHEN bases_q4.item = 'family' THEN parts.category ELSE ended.part_id END AS same_item
    FROM ended
    INNER JOIN bases_q4 ON bases_q4.supplier_id = ended.supplier_id
    LEFT JOIN parts ON parts.part_id = ended.part_id
),
notices AS (
    SELECT
        bases_q4.basis,
        bases_q4.not_theirs,
        quality_notices.*,
        parts.category,
        CASE
            WHEN bases_q4.code = 'family' THEN quality_notices.defect_family
            ELSE quality_notices.defect_code
        END AS same_defect,
        CASE
            WHEN bases_q4.item = 'family' THEN parts.category
            ELSE quality_notices.part_id
        END AS same_item
    FROM quality_notices
    INNER JOIN bases_q4 ON bases_q4.supplier_id = quality_notices.supplier_id
    CROSS JOIN snapshot_info
    LEFT JOIN parts ON parts.part_id = quality_notices.part_id
    WHERE quality_notices.found_on <= snapshot_info.as_of
),
earlier AS (
    SELECT
        notices.basis,
        notices.notice_id,
        actions.action_id,
        actions.verified_on,
        ROW_NUMBER() OVER (
            PARTITION BY notices.basis, notices.notice_id
            ORDER BY actions.verified_on DESC, actions.action_id
        ) AS nearest
    FROM notices
    INNER JOIN actions
        ON actions.basis = notices.basis
        AND actions.supplier_id = notices.supplier_id
        AND actions.same_defect = notices.same_defect
        AND actions.same_item = notices.same_item
        AND actions.verified_on < notices.found_on
        AND actions.repeat_until >= notices.found_on
),
unclear AS (
    -- An action that does not tell what it was against may have been against the same.
    SELECT DISTINCT notices.basis, notices.notice_id
    FROM notices
    INNER JOIN actions
        ON actions.basis = notices.basis
        AND actions.supplier_id = notices.supplier_id
        AND actions.verified_on < notices.found_on
        AND actions.repeat_until >= notices.found_on
        AND COALESCE(actions.same_defect, notices.same_defect) = notices.same_defect
        AND COALESCE(actions.same_item, notices.same_item) = notices.same_item
    WHERE actions.same_defect IS NULL OR actions.same_item IS NULL
),
judged AS (
    SELECT
        notices.*,
        earlier.action_id AS repeats_action_id,
        earlier.verified_on AS repeats_verified_on,
        CASE
            WHEN notices.not_theirs = 'out' AND notices.cause = 'ours' THEN 'ours'
            WHEN notices.not_theirs = 'out' AND notices.confirmed_qty = 0 THEN 'refuted'
            WHEN notices.same_defect IS NULL OR notices.same_item IS NULL THEN 'no_code'
            WHEN earlier.action_id IS NOT NULL THEN 'repeat'
            WHEN unclear.notice_id IS NOT NULL THEN 'action_unclear'
            ELSE 'new'
        END AS outcome
    FROM notices
    LEFT JOIN earlier
        ON earlier.basis = notices.basis
        AND earlier.notice_id = notices.notice_id
        AND earlier.nearest = 1
    LEFT JOIN unclear
        ON unclear.basis = notices.basis AND unclear.notice_id = notices.notice_id
)
SELECT
    basis,
    supplier_id,
    notice_id AS row_id,
    found_on AS counted_on,
    outcome,
    outcome IN ('repeat', 'new') AS is_counted,
    CAST(CASE outcome WHEN 'repeat' THEN 1 WHEN 'new' THEN 0 END AS DECIMAL(18, 3)) AS numerator,
    CAST(CASE WHEN outcome IN ('repeat', 'new') THEN 1 END AS DECIMAL(18, 3)) AS denominator,
    notice_id,
    part_id,
    category,
    found_on,
    found_at,
    defect_code,
    defect_family,
    repeats_action_id,
    repeats_verified_on
FROM judged
