-- The effects that are traced, of one part of all: those of one lot together, so that its sources
-- are read once.
SELECT *
FROM effects
WHERE effect_id = traced_as AND srm_part_of(COALESCE(lot_id, effect_id), ?) = ?
