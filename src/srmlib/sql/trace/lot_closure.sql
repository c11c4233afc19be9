-- Grain: one row per lot (root), part in it and source: the lot it began with, the bought lot and
-- the receipt it came to us with. weight is in parts per 1,000,000,000 of that part: shares rounded
-- down, what is left over one each to the largest remainders.
WITH receipts_of_lot AS (
    SELECT
        lot_receipts.lot_id,
        lot_receipts.receipt_id,
        receipts.line_id,
        schedule_lines.supplier_id,
        srm_thousandths(COALESCE(lot_receipts.lot_qty, receipts.received_qty, 1)) AS qty
    FROM lot_receipts
    INNER JOIN receipts ON receipts.receipt_id = lot_receipts.receipt_id
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    WHERE COALESCE(lot_receipts.lot_qty, receipts.received_qty, 1) > 0
),
sums AS (
    SELECT
        receipts_of_lot.lot_id,
        CAST(SUM(receipts_of_lot.qty) AS BIGINT) AS received_qty,
        CAST(
            GREATEST(
                SUM(receipts_of_lot.qty),
                MAX(CASE WHEN lots.lot_qty > 0 THEN srm_thousandths(lots.lot_qty) ELSE 0 END)
            ) AS BIGINT
        ) AS all_qty
    FROM receipts_of_lot
    INNER JOIN lots ON lots.lot_id = receipts_of_lot.lot_id
    GROUP BY receipts_of_lot.lot_id
),
ways AS (
    SELECT lot_id, receipt_id, line_id, supplier_id, qty, 0 AS is_rest FROM receipts_of_lot
    UNION ALL
    -- What of a lot came with no receipt that is known.
    SELECT lot_id, NULL, NULL, NULL, all_qty - received_qty, 1
    FROM sums
    WHERE all_qty > received_qty
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
        COALESCE(ways.supplier_id, via.supplier_id) AS supplier_id,
        CASE
            WHEN began.maker_id <> COALESCE(ways.supplier_id, via.supplier_id) THEN began.maker_id
        END AS behind_supplier_id,
        CASE
            WHEN weighed_content.via_lot_id IS NOT NULL THEN 'supplier'
            WHEN began.is_made THEN 'us'
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
