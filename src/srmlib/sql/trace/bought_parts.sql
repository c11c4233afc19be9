-- Effects of which neither part nor supplier is named, with the bought parts in the lots they may
-- be of: how much of each came from whom.
SELECT
    open_effects.effect_kind, open_effects.effect_id, lot_closure.part_id, lot_closure.receipt_id,
    lot_closure.line_id, lot_closure.lot_id,
    lot_closure.supplier_id, lot_closure.behind_supplier_id, lot_closure.maker,
    CASE
        WHEN lot_closure.evidence = 'window' THEN 'window'
        ELSE effect_lots.evidence
    END AS evidence,
    lot_closure.weight, effect_lots.qty, effect_lots.is_open,
    CASE
        WHEN MIN(CASE WHEN effect_lots.is_qty_known THEN 1 ELSE 0 END) OVER each_part = 1
            THEN CAST(
                SUM(
                    CASE WHEN lot_closure.is_first THEN effect_lots.qty ELSE 0 END
                ) OVER each_part AS BIGINT
            )
    END AS whole_qty,
    MIN(COALESCE(lot_closure.part_id, '')) OVER (
        PARTITION BY open_effects.effect_kind, open_effects.effect_id
    )
    = MAX(COALESCE(lot_closure.part_id, '')) OVER (
        PARTITION BY open_effects.effect_kind, open_effects.effect_id
    )
    AND unknown_lots.effect_id IS NULL
    -- That the lots tell of no other bought part does not say there is none.
    AND COALESCE(bill.first_part, lot_closure.part_id, '') = COALESCE(lot_closure.part_id, '')
    AND COALESCE(bill.last_part, lot_closure.part_id, '')
        = COALESCE(lot_closure.part_id, '') AS is_only_part
FROM open_effects
INNER JOIN effect_lots
    ON effect_lots.effect_kind = open_effects.effect_kind
    AND effect_lots.effect_id = open_effects.effect_id
INNER JOIN source_lots AS lot_closure ON lot_closure.root_lot_id = effect_lots.lot_id
INNER JOIN (
    -- A part some of which was bought, and what of it is not traced with it; a part of which
    -- nothing is traced may have been bought as well.
    SELECT root_lot_id, part_id
    FROM source_lots
    GROUP BY root_lot_id, part_id
    HAVING MAX(CASE WHEN is_bought_part THEN 1 ELSE 0 END) = 1
        OR (MIN(maker) = 'none' AND MAX(maker) = 'none')
) AS bought
    ON bought.root_lot_id = lot_closure.root_lot_id
    AND COALESCE(bought.part_id, '') = COALESCE(lot_closure.part_id, '')
LEFT JOIN (
    SELECT effect_kind, effect_id, MIN(part_id) AS first_part, MAX(part_id) AS last_part
    FROM bom_deliveries
    GROUP BY effect_kind, effect_id
) AS bill ON bill.effect_kind = open_effects.effect_kind AND bill.effect_id = open_effects.effect_id
LEFT JOIN (
    SELECT DISTINCT effect_lots.effect_kind, effect_lots.effect_id
    FROM effect_lots
    LEFT JOIN lots ON lots.lot_id = effect_lots.lot_id
    WHERE lots.lot_id IS NULL
) AS unknown_lots
    ON unknown_lots.effect_kind = open_effects.effect_kind
    AND unknown_lots.effect_id = open_effects.effect_id
WHERE open_effects.part_id IS NULL
    AND open_effects.supplier_id IS NULL
    -- Without any bought part in them the lots lead nowhere.
    AND EXISTS (
        SELECT 1 FROM effect_lots AS own
        INNER JOIN source_lots ON source_lots.root_lot_id = own.lot_id
        WHERE own.effect_kind = open_effects.effect_kind
            AND own.effect_id = open_effects.effect_id
            AND source_lots.is_bought_part
    )
WINDOW each_part AS (
    PARTITION BY open_effects.effect_kind, open_effects.effect_id, lot_closure.part_id
)
