-- Grain: one row per effect and lot it may be of, with the quantity of it in thousandths: the
-- pieces built into the piece with its own number that are of the part at fault, else that piece's
-- lot, else the lot named, else the lots the customer's order got.
WITH built_in AS (
    SELECT cases.effect_kind, cases.effect_id, serials.lot_id, COUNT(*) AS pieces
    FROM cases
    INNER JOIN pieces_within ON pieces_within.serial_id = cases.serial_id
    INNER JOIN serials ON serials.serial_id = pieces_within.within_id
    INNER JOIN lots ON lots.lot_id = serials.lot_id AND lots.part_id = cases.part_id
    GROUP BY cases.effect_kind, cases.effect_id, serials.lot_id
),
named AS (
    SELECT
        effect_kind, effect_id, lot_id, 1000 * pieces AS qty, 'serial' AS evidence,
        1 AS evidence_rank
    FROM built_in
    UNION ALL
    SELECT
        cases.effect_kind, cases.effect_id, serials.lot_id,
        CASE WHEN lots.lot_qty > 0 THEN srm_thousandths(lots.lot_qty) END, 'lot', 2
    FROM cases
    INNER JOIN serials ON serials.serial_id = cases.serial_id
    INNER JOIN lots ON lots.lot_id = serials.lot_id
    UNION ALL
    SELECT
        cases.effect_kind, cases.effect_id, cases.lot_id,
        CASE WHEN lots.lot_qty > 0 THEN srm_thousandths(lots.lot_qty) END, 'lot', 3
    FROM cases
    INNER JOIN lots ON lots.lot_id = cases.lot_id
    UNION ALL
    SELECT
        cases.effect_kind, cases.effect_id, order_lots.lot_id,
        srm_thousandths(order_lots.shipped_qty), 'lot', 4
    FROM cases
    -- One that is in no table of lots is not left out: what it held is not traced.
    INNER JOIN order_lots ON order_lots.customer_order_id = cases.customer_order_id
    WHERE cases.effect_kind IN ('complaint', 'return') AND COALESCE(order_lots.shipped_qty, 1) > 0
),
best AS (
    SELECT named.*, MIN(evidence_rank) OVER (PARTITION BY effect_kind, effect_id) AS best_rank
    FROM named
)
SELECT
    effect_kind,
    effect_id,
    lot_id,
    evidence,
    -- A lot of unknown quantity counts as one unit beside others.
    COALESCE(qty, 1000) AS qty,
    qty IS NOT NULL AS is_qty_known
FROM best
WHERE evidence_rank = best_rank
