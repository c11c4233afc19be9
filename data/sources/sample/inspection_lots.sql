SELECT
    lot_id, supplier_id, part_id, receipt_id, lot_qty, inspected_qty, accepted_qty, rejected_qty,
    is_skip, decision, decided_on, reopened_on, source_file, source_row
FROM inspection_lots
