-- Grain: one row per goods receipt that still stands, with what a reversal took back subtracted.
-- Returns stay: the goods did arrive. arrived_qty is null where the extract has no quantities;
-- line_qty_so_far runs over the line's receipts by dock date. kept_qty is what did not go back
-- since, and is_kept is false where all of it went back. is_past_midnight: the dock was reached
-- later than at the day's first moment, where the extract knows the time.
WITH reversed AS (
    SELECT
        receipts.of_receipt_id, CAST(SUM(receipts.received_qty) AS DECIMAL(18, 3)) AS reversed_qty,
        COUNT(*) AS reversals, COUNT(receipts.received_qty) AS known
    FROM receipts
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'reversal' AND receipts.docked_on <= snapshot_info.as_of
    GROUP BY receipts.of_receipt_id
),
returned AS (
    SELECT
        of_receipt_id,
        CAST(SUM(CASE WHEN is_qty_stated THEN returned_qty END) AS DECIMAL(18, 3)) AS returned_qty,
        COUNT(CASE WHEN is_qty_stated THEN 1 END) = COUNT(*) AS is_qty_known
    FROM returns
    GROUP BY of_receipt_id
),
standing AS (
    SELECT
        receipts.receipt_id,
        receipts.line_id,
        receipts.shipment_id,
        receipts.gross_weight,
        receipts.shipped_on,
        receipts.docked_on,
        receipts.docked_at,
        receipts.posted_on,
        receipts.received_qty - COALESCE(reversed.reversed_qty, 0) AS arrived_qty,
        receipts.received_qty - COALESCE(reversed.reversed_qty, 0)
            - COALESCE(returned.returned_qty, 0) AS kept_qty,
        -- A return without a quantity takes back the whole receipt.
        returned.of_receipt_id IS NULL
            OR (
                returned.is_qty_known
                AND COALESCE(
                    receipts.received_qty - COALESCE(reversed.reversed_qty, 0)
                        > returned.returned_qty,
                    FALSE
                )
            ) AS is_kept,
        receipts.docked_at IS NOT NULL
            AND srm_local(receipts.docked_at, snapshot_info.time_zone)
                > CAST(receipts.docked_on AS TIMESTAMP) AS is_past_midnight
    FROM receipts
    LEFT JOIN reversed ON reversed.of_receipt_id = receipts.receipt_id
    LEFT JOIN returned ON returned.of_receipt_id = receipts.receipt_id
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'receipt'
        AND receipts.docked_on <= snapshot_info.as_of
        -- A reversal without a quantity takes back the whole receipt.
        AND (
            reversed.reversals IS NULL
            OR (
                reversed.known = reversed.reversals
                AND receipts.received_qty > reversed.reversed_qty
            )
        )
),
lines AS (
    SELECT line_id, COUNT(*) AS line_receipts, COUNT(*) = COUNT(arrived_qty) AS is_qty_known
    FROM standing
    GROUP BY line_id
)
-- Most lines have one receipt: only the others need a running total.
SELECT
    standing.*,
    standing.arrived_qty AS line_qty_so_far,
    1 AS line_receipt_number,
    lines.line_receipts,
    lines.is_qty_known
FROM standing
INNER JOIN lines ON lines.line_id = standing.line_id
WHERE lines.line_receipts = 1
UNION ALL
SELECT
    standing.*,
    CAST(SUM(standing.arrived_qty)
        OVER (
            PARTITION BY standing.line_id ORDER BY standing.docked_on, standing.receipt_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        )
    AS DECIMAL(18, 3)),
    ROW_NUMBER() OVER (
        PARTITION BY standing.line_id ORDER BY standing.docked_on, standing.receipt_id
    ),
    lines.line_receipts,
    lines.is_qty_known
FROM standing
INNER JOIN lines ON lines.line_id = standing.line_id
WHERE lines.line_receipts > 1
