-- Grain: one row per receipt, reversal or return, of those that are named and those of the lines
-- that are, oldest first. DuckDB only: the ids are bound as two lists.
SELECT receipt_id, line_id, kind, docked_on, posted_on
FROM receipts
WHERE LIST_CONTAINS(?, line_id) OR LIST_CONTAINS(?, receipt_id)
ORDER BY docked_on, receipt_id
