SELECT
    incident_id, service, began_at, restored_at, user_count, supplier_id, cause, source_file,
    source_row
FROM incidents
