-- Grain: one row per return to the supplier that still stands at the as-of date, with what a
-- reversal took back subtracted, and never more than had come: a return that a later day corrects
-- takes back what was left. returned_qty: of a return without a quantity all that the others leave
-- of the receipt it takes back; null where that is not known either, or where several have none.
WITH reversed AS (
    SELECT
        receipts.of_receipt_id, CAST(SUM(receipts.received_qty) AS DECIMAL(18, 3)) AS reversed_qty,
        COUNT(*) AS reversals, COUNT(receipts.received_qty) AS known
    FROM receipts
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'reversal' AND receipts.docked_on <= snapshot_info.as_of
    GROUP BY receipts.of_receipt_id
),
standing AS (
    SELECT
        receipts.receipt_id,
        receipts.of_receipt_id,
        receipts.line_id,
        receipts.docked_on,
        receipts.received_qty - COALESCE(reversed.reversed_qty, 0) AS stated_qty,
        CASE
            WHEN taken.reversals IS NULL THEN came.received_qty
            ELSE came.received_qty - taken.reversed_qty
        END AS came_qty,
        receipts.source_file,
        receipts.source_row
    FROM receipts
    INNER JOIN receipts AS came ON came.receipt_id = receipts.of_receipt_id
    LEFT JOIN reversed ON reversed.of_receipt_id = receipts.receipt_id
    LEFT JOIN reversed AS taken ON taken.of_receipt_id = receipts.of_receipt_id
    CROSS JOIN snapshot_info
    WHERE receipts.kind = 'return'
        AND receipts.docked_on <= snapshot_info.as_of
        -- Told before its receipt: until that is there, nothing went back.
        AND came.docked_on <= snapshot_info.as_of
        -- A return that was reversed, whole or without a quantity, did not happen.
        AND (
            reversed.reversals IS NULL
            OR (
                reversed.known = reversed.reversals
                AND receipts.received_qty > reversed.reversed_qty
            )
        )
),
together AS (
    SELECT
        standing.*,
        COALESCE(
            SUM(stated_qty) OVER (
                PARTITION BY of_receipt_id ORDER BY docked_on, receipt_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0
        ) AS before_qty,
        COALESCE(SUM(stated_qty) OVER (PARTITION BY of_receipt_id), 0) AS all_qty,
        COUNT(*) OVER (PARTITION BY of_receipt_id)
            - COUNT(stated_qty) OVER (PARTITION BY of_receipt_id) AS without_qty
    FROM standing
)
SELECT
    receipt_id AS return_id,
    of_receipt_id,
    line_id,
    docked_on AS returned_on,
    stated_qty IS NOT NULL AS is_qty_stated,
    CAST(CASE
        WHEN came_qty IS NULL THEN stated_qty
        WHEN stated_qty IS NOT NULL THEN GREATEST(LEAST(stated_qty, came_qty - before_qty), 0)
        WHEN without_qty = 1 THEN GREATEST(came_qty - all_qty, 0)
    END AS DECIMAL(18, 3)) AS returned_qty,
    source_file,
    source_row
FROM together
