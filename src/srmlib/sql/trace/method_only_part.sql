-- Neither part nor supplier is named, and the lots hold one bought part only. A lot of which nobody
-- knows how much there was is not traced beside those of other firms.
WITH ways AS (
    SELECT
        bought_parts.*,
        is_open AND (
            MIN(maker) OVER each_effect <> MAX(maker) OVER each_effect
            OR MIN(COALESCE(supplier_id, '')) OVER each_effect
                <> MAX(COALESCE(supplier_id, '')) OVER each_effect
        ) AS is_lost
    FROM bought_parts
    WHERE is_only_part
    WINDOW each_effect AS (PARTITION BY effect_kind, effect_id)
)
SELECT
    effect_kind, effect_id, part_id,
    CASE WHEN NOT is_lost THEN receipt_id END AS receipt_id,
    CASE WHEN NOT is_lost THEN line_id END AS line_id,
    lot_id,
    CASE WHEN NOT is_lost THEN supplier_id END AS supplier_id,
    CASE WHEN NOT is_lost THEN behind_supplier_id END AS behind_supplier_id,
    CASE WHEN is_lost THEN 'none' ELSE maker END AS maker,
    evidence, weight, qty, whole_qty
FROM ways
