-- Grain: one row per goods receipt, reversal or return of a line on which a reversal or return
-- names no receipt, by their days, goods first; cells are text still. DuckDB only: try_cast, a cell
-- may be no date or number.
SELECT
    receipt_id,
    line_id,
    kind,
    of_receipt_id,
    try_cast(docked_on AS DATE) AS docked_on,
    try_cast(received_qty AS DECIMAL(18, 3)) AS received_qty
FROM sql_receipts
WHERE line_id IN (
        SELECT line_id FROM sql_receipts WHERE kind <> 'receipt' AND srm_text(of_receipt_id) IS NULL
    )
ORDER BY line_id, try_cast(docked_on AS DATE), kind = 'return', kind = 'reversal', receipt_id
