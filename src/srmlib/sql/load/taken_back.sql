-- Grain: one row per reversal and return that was kept: what it takes back, of what, and where both
-- stand; quantities in the unit of their part, and as they are stated. is_kept: what it takes back
-- was kept too; is_of_line: it stands on the same order line, or is a return on a line of its own
-- of the same supplier and part.
WITH placed AS (
    SELECT
        new_receipts.*,
        new_schedule_lines.supplier_id,
        COALESCE(new_schedule_lines.part_id, '') AS part_id,
        new_parts.uom AS own_uom,
        srm_in_own_unit(
            new_receipts.received_qty, new_receipts.uom, new_parts.uom,
            unit_factors.to_qty, unit_factors.from_qty
        ) AS own_qty
    FROM new_receipts
    LEFT JOIN new_schedule_lines ON new_schedule_lines.line_id = new_receipts.line_id
    LEFT JOIN new_parts ON new_parts.part_id = new_schedule_lines.part_id
    LEFT JOIN unit_factors
        ON unit_factors.part_id = new_schedule_lines.part_id
        AND unit_factors.uom = LOWER(new_receipts.uom)
)
SELECT
    taker.receipt_id,
    taker.kind,
    taker.docked_on,
    taker.own_uom,
    taker.own_qty,
    taker.received_qty,
    taker.uom,
    taker.of_receipt_id,
    taker.source_file,
    taker.source_row,
    came.receipt_id IS NOT NULL AS is_kept,
    came.kind AS came_kind,
    came.own_qty AS came_qty,
    came.received_qty AS came_stated_qty,
    came.uom AS came_uom,
    came.source_file AS came_file,
    came.source_row AS came_row,
    taker.line_id = came.line_id
        OR (
            taker.kind = 'return'
            AND taker.supplier_id = came.supplier_id
            AND taker.part_id = came.part_id
        ) AS is_of_line
FROM placed AS taker
LEFT JOIN placed AS came ON came.receipt_id = taker.of_receipt_id
WHERE taker.kind <> 'receipt'
ORDER BY taker.docked_on, taker.receipt_id
