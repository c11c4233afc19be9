-- What broke that a customer complained of.
SELECT effect_kind, effect_id
FROM effects
WHERE effect_kind = 'complaint' AND effect_id = ?
