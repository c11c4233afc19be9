-- What broke, by its kind and number. DuckDB only: both are bound as lists of equal length.
SELECT DISTINCT
    effects.effect_kind, effects.effect_id, effects.occurred_on, effects.breakdown,
    effects.customer_order_id, effects.unit_count
FROM effects
INNER JOIN (SELECT unnest($kinds) AS effect_kind, unnest($ids) AS effect_id) AS asked
    ON asked.effect_kind = effects.effect_kind AND asked.effect_id = effects.effect_id
ORDER BY effects.occurred_on, effects.effect_id
