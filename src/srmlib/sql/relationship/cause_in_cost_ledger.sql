-- Whose cause a cost event is, as both firms agreed; where the ledger says so already, nothing.
UPDATE {entered}
SET cause = $1, cause_by = 'agreed'
WHERE source = $2 AND event_id = $3 AND (cause <> $1 OR cause_by <> 'agreed')
