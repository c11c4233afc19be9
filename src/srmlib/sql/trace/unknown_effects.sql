-- Costs and entries of the register of causes of an effect that is in no table, or that did not
-- break.
WITH named AS (
    SELECT 'cost_events' AS named_in, effect_kind, effect_id, source_file, source_row
    FROM cost_events
    UNION ALL
    SELECT 'agreed_causes', effect_kind, effect_id, source_file, source_row
    FROM told_causes
),
known AS (
    SELECT effect_kind, effect_id FROM effects
    UNION ALL
    SELECT 'notice', notice_id FROM quality_notices
    UNION ALL
    SELECT 'cost_event', event_id FROM cost_events
)
SELECT
    'unknown_effect' AS kind,
    named.effect_id AS other_id,
    concat(
        named.named_in,
        ' names an effect that is in no table, or that did not break: it is not traced'
    ) AS words,
    named.source_file,
    named.source_row
FROM named
LEFT JOIN known
    ON known.effect_kind = named.effect_kind AND known.effect_id = named.effect_id
WHERE named.effect_id IS NOT NULL AND known.effect_id IS NULL
