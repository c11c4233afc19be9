-- The register of causes as it is known by the as-of date. Grain: one row per entry, with the
-- incident it is of: a corrective action (8D) is of its notice (NCR), a cost event of what it
-- names; one that names nothing stands for itself. share_rate and their_share_rate as they are
-- stated.
SELECT
    agreed_causes.cause_id,
    CASE
        WHEN agreed_causes.effect_kind = 'corrective_action' THEN 'notice'
        ELSE COALESCE(cost_events.effect_kind, agreed_causes.effect_kind)
    END AS effect_kind,
    CASE
        WHEN agreed_causes.effect_kind = 'corrective_action'
            THEN COALESCE(corrective_actions.notice_id, agreed_causes.effect_id)
        ELSE COALESCE(cost_events.effect_id, agreed_causes.effect_id)
    END AS effect_id,
    agreed_causes.side,
    agreed_causes.supplier_id,
    COALESCE(agreed_causes.share_rate, 1) AS share_rate,
    agreed_causes.their_share_rate,
    COALESCE(agreed_causes.state, 'agreed') AS state,
    agreed_causes.stated_by,
    agreed_causes.agreed_on,
    agreed_causes.evidence_id,
    agreed_causes.words,
    agreed_causes.source_file,
    agreed_causes.source_row
FROM agreed_causes
LEFT JOIN cost_events
    ON agreed_causes.effect_kind = 'cost_event'
    AND cost_events.event_id = agreed_causes.effect_id
    AND cost_events.effect_id IS NOT NULL
LEFT JOIN corrective_actions
    ON agreed_causes.effect_kind = 'corrective_action'
    AND corrective_actions.action_id = agreed_causes.effect_id
CROSS JOIN snapshot_info
WHERE agreed_causes.agreed_on IS NULL OR agreed_causes.agreed_on <= snapshot_info.as_of
