SELECT
    ticket_id, supplier_id, subject, priority, supplier_priority, opened_at, triaged_at,
    auto_reply_at, first_response_at, restored_at, resolved_at, paused_minutes, target_minutes,
    supplier_target_minutes, reopened_at, follows_ticket_id, closed_by, cause, source_file,
    source_row
FROM tickets
