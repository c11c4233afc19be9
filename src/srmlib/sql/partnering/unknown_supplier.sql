-- Incidents of a year, whoever they are of, and those that name no supplier.
SELECT
    COUNT(*) AS all_count,
    COUNT(CASE WHEN supplier_id IS NULL THEN 1 END) AS unknown_count
FROM incidents
WHERE began_at >= CAST($since AS TIMESTAMP) AND began_at <= CAST($until AS TIMESTAMP)
