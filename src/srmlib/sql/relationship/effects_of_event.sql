-- What broke that a cost event of a supplier is of.
SELECT effects.effect_kind, effects.effect_id
FROM cost_events
INNER JOIN effects
    ON effects.effect_kind = cost_events.effect_kind
    AND effects.effect_id = cost_events.effect_id
WHERE cost_events.event_id = ? AND cost_events.supplier_id = ?
