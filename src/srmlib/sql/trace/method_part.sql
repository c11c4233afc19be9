-- The part at fault is known, and the lots it may be of: where that part of those lots came from,
-- by quantity. What of them cannot be followed is not traced, as is a lot that is in no table, or
-- of which nobody knows how much there was beside others.
WITH held AS (
    SELECT
        open_effects.effect_kind,
        open_effects.effect_id,
        open_effects.part_id,
        sources.lot_id,
        sources.receipt_id,
        sources.line_id,
        sources.supplier_id,
        sources.behind_supplier_id,
        COALESCE(sources.maker, 'none') AS maker,
        CASE WHEN sources.evidence = 'window' THEN 'window' ELSE effect_lots.evidence END
            AS evidence,
        COALESCE(sources.weight, 1000000000) AS weight,
        effect_lots.qty,
        effect_lots.is_qty_known,
        effect_lots.is_open,
        COALESCE(sources.is_first, TRUE) AS is_first,
        COALESCE(sources.is_lead, FALSE) AS is_lead
    FROM open_effects
    INNER JOIN effect_lots
        ON effect_lots.effect_kind = open_effects.effect_kind
        AND effect_lots.effect_id = open_effects.effect_id
    LEFT JOIN source_lots AS sources
        ON sources.root_lot_id = effect_lots.lot_id AND sources.part_id = open_effects.part_id
    LEFT JOIN lots ON lots.lot_id = effect_lots.lot_id
    WHERE open_effects.part_id IS NOT NULL
        AND (sources.root_lot_id IS NOT NULL OR lots.lot_id IS NULL)
),
summed AS (
    SELECT
        held.*,
        MAX(CASE WHEN is_lead THEN 1 ELSE 0 END) OVER each_effect AS some_lead,
        MIN(CASE WHEN is_qty_known THEN 1 ELSE 0 END) OVER each_effect AS all_known,
        -- Where all of it is one firm's, nothing hangs on how much there was.
        is_open AND (
            MIN(maker) OVER each_effect <> MAX(maker) OVER each_effect
            OR MIN(COALESCE(supplier_id, '')) OVER each_effect
                <> MAX(COALESCE(supplier_id, '')) OVER each_effect
        ) AS is_lost,
        CAST(
            SUM(CASE WHEN is_first THEN qty ELSE 0 END) OVER each_effect AS BIGINT
        ) AS all_qty
    FROM held
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
    evidence, weight, qty,
    CASE WHEN all_known = 1 THEN all_qty END AS whole_qty
FROM summed
WHERE some_lead = 1
