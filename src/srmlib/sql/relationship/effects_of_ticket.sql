-- What broke that a ticket was opened for.
SELECT effects.effect_kind, effects.effect_id
FROM effects
INNER JOIN incidents ON incidents.incident_id = effects.effect_id
WHERE effects.effect_kind = 'incident' AND incidents.ticket_id = ?
ORDER BY effects.effect_id
