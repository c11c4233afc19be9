-- Grain: one row per incident, thing it is of (a piece, else a lot, else each lot its order got)
-- and link of it to a lot, with the part that is at fault (null: not known). Asked for things
-- ($kind, $ids), or for one incident (the list is null). An incident that leads to no lot has one
-- row with no link. DuckDB only: the things are bound as one list.
WITH things AS (
    SELECT
        effects.effect_kind, effects.effect_id, effects.part_id, effects.occurred_on,
        CASE
            WHEN serials.serial_id IS NOT NULL THEN 'piece'
            WHEN lots.lot_id IS NOT NULL THEN 'lot'
            ELSE 'order'
        END AS kind,
        COALESCE(serials.serial_id, lots.lot_id, effects.customer_order_id) AS id
    FROM effects
    LEFT JOIN serials ON serials.serial_id = effects.serial_id
    LEFT JOIN lots ON lots.lot_id = effects.lot_id
    WHERE effects.effect_kind IN ('complaint', 'return', 'line_stop')
),
parted AS (
    SELECT effect_kind, effect_id, part_id, occurred_on, kind, id FROM things WHERE kind <> 'order'
    UNION ALL
    SELECT
        things.effect_kind, things.effect_id, things.part_id, things.occurred_on, 'lot',
        order_lots.lot_id
    FROM things
    INNER JOIN order_lots ON order_lots.customer_order_id = things.id
    WHERE things.kind = 'order' AND COALESCE(order_lots.shipped_qty, 1) > 0
)
SELECT DISTINCT
    parted.effect_kind, parted.effect_id, parted.part_id, parted.occurred_on, parted.kind,
    parted.id, cause_links.lot_id AS link_lot_id, cause_links.evidence AS link_evidence
FROM parted
INNER JOIN effects
    ON effects.effect_kind = parted.effect_kind AND effects.effect_id = parted.effect_id
LEFT JOIN (
    -- Of what is not traced only that it began with a lot of the part is known, not what a lot
    -- lacks.
    SELECT DISTINCT
        cause_links.effect_kind, cause_links.traced_as, cause_links.lot_id, cause_links.evidence
    FROM cause_links
    INNER JOIN lots ON lots.lot_id = cause_links.lot_id
    WHERE cause_links.cause_side <> 'not_traced' OR lots.part_id = cause_links.part_id
) AS cause_links
    ON cause_links.effect_kind = effects.effect_kind
    AND cause_links.traced_as = effects.traced_as
WHERE ($effect_id IS NULL
        OR (parted.effect_kind = $effect_kind AND parted.effect_id = $effect_id))
    AND ($ids IS NULL OR (parted.kind = $kind AND list_contains($ids, parted.id)))
ORDER BY parted.effect_kind, parted.effect_id, parted.kind, parted.id, link_lot_id, link_evidence
