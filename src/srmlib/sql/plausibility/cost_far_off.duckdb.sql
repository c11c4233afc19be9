-- Grain: one row per booked cost a hundred times the median of its element and component in that
-- currency; none where fewer than 20 say what is usual. DuckDB only: median.
WITH usual AS (
    SELECT element, COALESCE(component, '') AS component, currency, MEDIAN(ABS(amount)) AS amount
    FROM cost_events
    WHERE amount <> 0
    GROUP BY element, COALESCE(component, ''), currency
    HAVING COUNT(*) >= 20
)
SELECT
    cost_events.supplier_id AS owner_id,
    cost_events.source_file,
    cost_events.source_row,
    CONCAT(
        srm_said_amount(cost_events.amount), ' ', cost_events.currency,
        ' of ', cost_events.element, ', usually ',
        CAST(usual.amount AS DECIMAL(18, 2))
    ) AS seen
FROM cost_events
INNER JOIN usual
    ON usual.element = cost_events.element
    AND usual.component = COALESCE(cost_events.component, '')
    AND usual.currency = cost_events.currency
WHERE ABS(cost_events.amount) >= 100 * usual.amount
