-- Costs and agreed causes of an effect that is in no table, or that did not break.
WITH named AS (
    SELECT 'cost_events' AS named_in, effect_kind, effect_id, source_file, source_row
    FROM cost_events
    UNION ALL
    SELECT 'agreed_causes', effect_kind, effect_id, source_file, source_row
    FROM agreed_causes
    CROSS JOIN snapshot_info
    WHERE agreed_on IS NULL OR agreed_on <= snapshot_info.as_of
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
LEFT JOIN effects
    ON effects.effect_kind = named.effect_kind AND effects.effect_id = named.effect_id
WHERE named.effect_id IS NOT NULL AND effects.effect_id IS NULL
