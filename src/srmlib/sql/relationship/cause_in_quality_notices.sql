-- Whose cause a quality notice is, as both firms agreed; where it says so already, nothing.
UPDATE {entered}
SET cause = $1
WHERE notice_id = $2 AND COALESCE(cause, '') <> $1
