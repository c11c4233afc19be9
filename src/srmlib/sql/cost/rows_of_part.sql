-- The ledger's rows of a supplier's quarter that are of one part, and those that are of none.
SELECT *
FROM cost_ledger
WHERE supplier_id = ?
    AND booked_on >= ?
    AND booked_on < ?
    AND (part_id = ? OR (part_id IS NULL AND line_id IS NULL AND receipt_id IS NULL))
ORDER BY booked_on, element, component, event_id, receipt_id, cause_part
