SELECT
    meeting_id, supplier_id, tier, planned_on, held_on, source_file, source_row
FROM meetings
