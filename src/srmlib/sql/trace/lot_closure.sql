-- Grain: one row per lot (root), part in it and source: the lot it began with, the bought lot and
-- the receipt it came to us with; a rest that no receipt tells of is its stated supplier's, or not
-- traced. weight is in parts per 1,000,000,000 of that part: shares rounded
-- down, what is left over one each to the largest remainders.
WITH sized AS (
    SELECT
        lot_deliveries.*,
        CASE WHEN lots.lot_qty > 0 THEN srm_thousandths(lots.lot_qty) ELSE 0 END AS lot_size,
        SUM(lot_deliveries.qty) OVER each_lot AS known_qty,
        COUNT(*) OVER each_lot - COUNT(lot_deliveries.qty) OVER each_lot AS unknowns,
        MIN(lot_deliveries.supplier_id) OVER each_lot
            = MAX(lot_deliveries.supplier_id) OVER each_lot AS is_only_firm
    FROM lot_deliveries
    INNER JOIN lots ON lots.lot_id = lot_deliveries.lot_id
    WINDOW each_lot AS (PARTITION BY lot_deliveries.lot_id)
),
filled AS (
    SELECT
        sized.*,
        -- Of several receipts, one of unknown quantity has what the others leave of the lot, else
        -- as much as they have together.
        CAST(COALESCE(
            qty,
            CASE
                WHEN lot_size > COALESCE(known_qty, 0)
                    THEN GREATEST(srm_quotient(lot_size - COALESCE(known_qty, 0), unknowns), 1)
            END,
            known_qty,
            1000
        ) AS BIGINT) AS filled_qty
    FROM sized
),
sums AS (
    SELECT
        lot_id,
        CAST(SUM(filled_qty) AS BIGINT) AS received_qty,
        CAST(GREATEST(SUM(filled_qty), MAX(lot_size)) AS BIGINT) AS all_qty
    FROM filled
    GROUP BY lot_id
),
ways AS (
    SELECT
        lot_id, receipt_id, line_id,
        -- Whose it is cannot be said of what nobody knows how much it is, beside another's.
        CASE WHEN qty IS NOT NULL OR is_only_firm THEN supplier_id END AS supplier_id,
        filled_qty AS qty,
        qty IS NULL AND NOT is_only_firm AS is_open
    FROM filled
    UNION ALL
    -- What of a lot came with no receipt that is known: whose the lot is said to be.
    SELECT sums.lot_id, NULL, NULL, lots.supplier_id, sums.all_qty - sums.received_qty, FALSE
    FROM sums
    INNER JOIN lots ON lots.lot_id = sums.lot_id
    WHERE sums.all_qty > sums.received_qty
),
parted AS (
    SELECT
        weighed_content.root_lot_id,
        weighed_content.part_id,
        COALESCE(weighed_content.lot_id, weighed_content.via_lot_id) AS lot_id,
        weighed_content.via_lot_id,
        ways.receipt_id,
        ways.line_id,
        -- Each receipt is of the firm that delivered it; behind it may stand another, which made
        -- the lot.
        CASE WHEN ways.lot_id IS NULL THEN via.supplier_id ELSE ways.supplier_id END AS supplier_id,
        CASE
            WHEN began.maker_id
                <> CASE WHEN ways.lot_id IS NULL THEN via.supplier_id ELSE ways.supplier_id END
                THEN began.maker_id
        END AS behind_supplier_id,
        CASE
            WHEN ways.is_open THEN 'none'
            WHEN COALESCE(ways.supplier_id, via.supplier_id) IS NOT NULL THEN 'supplier'
            WHEN weighed_content.via_lot_id IS NOT NULL THEN 'none'
            -- Of another part is only what the lot lacks.
            WHEN began.is_made
                AND COALESCE(began.part_id, '') = COALESCE(weighed_content.part_id, '') THEN 'us'
            ELSE 'none'
        END AS maker,
        weighed_content.is_source,
        CASE WHEN weighed_content.is_window = 1 THEN 'window' ELSE 'lot' END AS evidence,
        CASE
            WHEN ways.lot_id IS NULL THEN weighed_content.amount
            ELSE GREATEST(srm_share(weighed_content.amount, ways.qty, sums.all_qty), 1)
        END AS amount
    FROM weighed_content
    LEFT JOIN traced_lots AS began ON began.lot_id = weighed_content.lot_id
    LEFT JOIN traced_lots AS via ON via.lot_id = weighed_content.via_lot_id
    LEFT JOIN ways ON ways.lot_id = weighed_content.via_lot_id
    LEFT JOIN sums ON sums.lot_id = weighed_content.via_lot_id
),
summed AS (
    SELECT
        parted.*,
        CAST(
            SUM(
                CASE WHEN is_source THEN amount ELSE 0 END
            ) OVER (PARTITION BY root_lot_id, part_id) AS BIGINT
        ) AS all_amount
    FROM parted
),
shares AS (
    SELECT
        summed.*,
        srm_share(1000000000, amount, all_amount) AS share,
        srm_remainder(1000000000, amount, all_amount) AS remainder
    FROM summed
),
ranked AS (
    SELECT
        shares.*,
        1000000000
            - CAST(
                SUM(share) OVER (PARTITION BY root_lot_id, part_id, is_source) AS BIGINT
            ) AS parts_left,
        ROW_NUMBER() OVER (
            PARTITION BY root_lot_id, part_id, is_source
            ORDER BY
                remainder DESC, COALESCE(lot_id, ''), COALESCE(via_lot_id, ''),
                COALESCE(receipt_id, '')
        ) AS remainder_rank
    FROM shares
)
SELECT
    root_lot_id,
    part_id,
    lot_id,
    via_lot_id,
    receipt_id,
    line_id,
    supplier_id,
    behind_supplier_id,
    maker,
    is_source,
    evidence,
    CAST(
        CAST(amount AS DECIMAL(18, 0)) * CAST(0.000000001 AS DECIMAL(9, 9)) AS DECIMAL(18, 9)
    ) AS source_qty,
    share + CASE WHEN is_source AND remainder_rank <= parts_left THEN 1 ELSE 0 END AS weight
FROM ranked
