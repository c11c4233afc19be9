-- Whose cause a notice of a defect is, as the register of causes has it. A notice knows no carrier
-- and no shares: what is the carrier's is not agreed between the two firms.
UPDATE quality_notices
SET cause = CASE
    WHEN $side = 'carrier' THEN 'open'
    WHEN CAST($theirs AS DECIMAL(18, 8)) IS NOT NULL THEN 'shared'
    ELSE $side
END
WHERE notice_id = $number
