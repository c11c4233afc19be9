-- What was counted at a rate and left out, as the same incident is booked.
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    concat(event_id, ' beside ', booked_id) AS seen
FROM cost_told_twice
