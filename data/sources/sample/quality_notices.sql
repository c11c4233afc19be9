SELECT
    notice_id, supplier_id, part_id, receipt_id, found_on, found_at, made_on, defect_code,
    defect_family, claimed_qty, blocked_qty, confirmed_qty, cause, source_file, source_row
FROM quality_notices
