-- Grain: one row per reversal and return that was kept: what it takes back, of what, and where both
-- stand. is_kept: what it takes back was kept too; is_of_line: it stands on the same order line, or
-- is a return on a line of its own of the same supplier and part.
SELECT
    taker.receipt_id,
    taker.kind,
    taker.docked_on,
    taker.received_qty,
    taker.of_receipt_id,
    taker.source_file,
    taker.source_row,
    came.receipt_id IS NOT NULL AS is_kept,
    came.kind AS came_kind,
    came.received_qty AS came_qty,
    came.source_file AS came_file,
    came.source_row AS came_row,
    taker.line_id = came.line_id
        OR (
            taker.kind = 'return'
            AND own.supplier_id = ordered.supplier_id
            AND COALESCE(own.part_id, '') = COALESCE(ordered.part_id, '')
        ) AS is_of_line
FROM new_receipts AS taker
LEFT JOIN new_receipts AS came ON came.receipt_id = taker.of_receipt_id
LEFT JOIN new_schedule_lines AS own ON own.line_id = taker.line_id
LEFT JOIN new_schedule_lines AS ordered ON ordered.line_id = came.line_id
WHERE taker.kind <> 'receipt'
ORDER BY taker.docked_on, taker.receipt_id
