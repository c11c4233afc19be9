-- Grain: one row per element that the books hold: of a supplier whose costs of it the extract
-- states anywhere, or at a plant from the day it reports the element to the last it does. What is
-- booked is not derived too. Where plants say since when they report an element, their days
-- decide.
SELECT
    cost_events.element,
    cost_events.supplier_id,
    CAST(NULL AS STRING) AS site,
    CAST(NULL AS DATE) AS since_on,
    CAST(NULL AS DATE) AS until_on
FROM cost_events
CROSS JOIN snapshot_info
WHERE cost_events.occurred_on <= snapshot_info.as_of
    AND cost_events.element NOT IN (SELECT element FROM cost_reports WHERE since_on IS NOT NULL)
GROUP BY cost_events.element, cost_events.supplier_id
UNION ALL
SELECT element, NULL, site, since_on, until_on
FROM cost_reports
WHERE since_on IS NOT NULL
