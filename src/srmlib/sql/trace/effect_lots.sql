-- Grain: one row per effect and lot it may be of, with the quantity of it in thousandths: the
-- pieces built into the piece with its own number that are of the part at fault, else that piece's
-- lot, else the lot named, else the lots the customer's order got. A piece of no known lot beside
-- those of the part at fault may be of it too, and of a piece that was built into itself nothing
-- tells what is in it: of no lot (lot_id empty, or in no table of lots). A lot of which nobody
-- knows how much the order got has as much as was left of it, else as much as the others together;
-- is_open: whose it is cannot be said then.
WITH circles AS (
    SELECT DISTINCT pieces_within.serial_id
    FROM pieces_within
    INNER JOIN serials ON serials.serial_id = pieces_within.serial_id
    INNER JOIN pieces_within AS inside
        ON inside.serial_id = pieces_within.serial_id
        AND inside.within_id = serials.built_into_serial_id
),
of_part AS (
    SELECT cases.effect_kind, cases.effect_id, serials.lot_id, COUNT(*) AS pieces
    FROM cases
    INNER JOIN pieces_within ON pieces_within.serial_id = cases.serial_id
    INNER JOIN serials ON serials.serial_id = pieces_within.within_id
    INNER JOIN lots ON lots.lot_id = serials.lot_id AND lots.part_id = cases.part_id
    WHERE cases.serial_id NOT IN (SELECT serial_id FROM circles)
    GROUP BY cases.effect_kind, cases.effect_id, serials.lot_id
),
unknown_pieces AS (
    SELECT cases.effect_kind, cases.effect_id, COUNT(*) AS pieces
    FROM cases
    INNER JOIN pieces_within
        ON pieces_within.serial_id = cases.serial_id
        AND pieces_within.within_id <> cases.serial_id
    INNER JOIN serials ON serials.serial_id = pieces_within.within_id
    LEFT JOIN lots ON lots.lot_id = serials.lot_id
    WHERE cases.part_id IS NOT NULL
        AND (lots.lot_id IS NULL OR cases.serial_id IN (SELECT serial_id FROM circles))
    GROUP BY cases.effect_kind, cases.effect_id
),
built_in AS (
    SELECT effect_kind, effect_id, lot_id, pieces FROM of_part
    UNION ALL
    SELECT unknown_pieces.effect_kind, unknown_pieces.effect_id, NULL, unknown_pieces.pieces
    FROM unknown_pieces
    INNER JOIN cases
        ON cases.effect_kind = unknown_pieces.effect_kind
        AND cases.effect_id = unknown_pieces.effect_id
    WHERE cases.serial_id IN (SELECT serial_id FROM circles)
        OR EXISTS (
            SELECT 1 FROM of_part
            WHERE of_part.effect_kind = cases.effect_kind
                AND of_part.effect_id = cases.effect_id
        )
),
used AS (
    SELECT lot_id, SUM(qty) AS qty
    FROM (
        SELECT input_lot_id AS lot_id, input_qty AS qty FROM lot_inputs WHERE input_qty > 0
        UNION ALL
        SELECT lot_id, shipped_qty FROM order_lots
    ) AS uses
    GROUP BY lot_id
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
),
known AS (
    SELECT
        best.*,
        CAST(SUM(qty) OVER each_effect AS BIGINT) AS known_qty,
        COUNT(*) OVER each_effect AS lots_named
    FROM best
    WHERE evidence_rank = best_rank
    WINDOW each_effect AS (PARTITION BY effect_kind, effect_id)
)
SELECT
    known.effect_kind,
    known.effect_id,
    known.lot_id,
    known.evidence,
    COALESCE(
        known.qty,
        CASE
            WHEN lots.lot_qty > COALESCE(used.qty, 0)
                THEN srm_thousandths(lots.lot_qty - COALESCE(used.qty, 0))
        END,
        known.known_qty,
        1000
    ) AS qty,
    known.qty IS NOT NULL AS is_qty_known,
    known.qty IS NULL AND known.lots_named > 1 AS is_open
FROM known
LEFT JOIN lots ON lots.lot_id = known.lot_id
LEFT JOIN used ON used.lot_id = known.lot_id
