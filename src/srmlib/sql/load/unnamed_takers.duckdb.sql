-- Grain: one row per goods receipt, reversal or return of a line on which a reversal or return
-- names no receipt, by their days, goods first, its quantity in the unit of its part; cells are
-- text still. DuckDB only: try_cast, a cell may be no date or number.
SELECT
    sql_receipts.receipt_id,
    sql_receipts.line_id,
    sql_receipts.kind,
    sql_receipts.of_receipt_id,
    try_cast(sql_receipts.docked_on AS DATE) AS docked_on,
    srm_in_own_unit(
        try_cast(sql_receipts.received_qty AS DECIMAL(18, 3)), srm_text(sql_receipts.uom),
        new_parts.uom, unit_factors.to_qty, unit_factors.from_qty
    ) AS received_qty
FROM sql_receipts
LEFT JOIN new_schedule_lines ON new_schedule_lines.line_id = sql_receipts.line_id
LEFT JOIN new_parts ON new_parts.part_id = new_schedule_lines.part_id
LEFT JOIN unit_factors
    ON unit_factors.part_id = new_schedule_lines.part_id
    AND unit_factors.uom = LOWER(srm_text(sql_receipts.uom))
WHERE sql_receipts.line_id IN (
        SELECT line_id FROM sql_receipts WHERE kind <> 'receipt' AND srm_text(of_receipt_id) IS NULL
    )
ORDER BY
    sql_receipts.line_id,
    try_cast(sql_receipts.docked_on AS DATE),
    sql_receipts.kind = 'return',
    sql_receipts.kind = 'reversal',
    sql_receipts.receipt_id
