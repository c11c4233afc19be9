-- Grain: one row per part whose unit is known. A unit is the same in any case of letters, and is
-- written in one way, as the extract writes it.
SELECT part_id, MIN(uom) OVER (PARTITION BY LOWER(uom)) AS uom
FROM parts
WHERE uom IS NOT NULL
