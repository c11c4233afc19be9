SELECT
    action_id, supplier_id, notice_id, part_id, defect_code, defect_family, issued_on, first_due_on,
    due_on, answered_on, verified_on, source_file, source_row
FROM corrective_actions
