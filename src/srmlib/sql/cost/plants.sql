-- Grain: one row per element that the extract says who reports it: plants that reported it all the
-- quarter.
SELECT
    element,
    COUNT(CASE WHEN since_on <= ? AND (until_on IS NULL OR until_on >= ?) THEN 1 END) AS reporting
FROM cost_reports
GROUP BY element
