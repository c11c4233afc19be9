-- Grain: one row per cost of the same incident, element and size as one before it, where what else
-- is said of the two differs: two systems may tell of it.
WITH numbered AS (
    SELECT
        cost_events.*,
        FIRST_VALUE(event_id) OVER each_incident AS first_id,
        FIRST_VALUE(concat(supplier_id, ' ', CAST(occurred_on AS STRING), ' ', COALESCE(note, '')))
            OVER each_incident AS first_said
    FROM cost_events
    WHERE effect_id IS NOT NULL AND COALESCE(amount, driver_qty) <> 0
    WINDOW each_incident AS (
        PARTITION BY effect_kind, effect_id, element, component, amount, currency, driver_qty,
            rate_name
        ORDER BY source_file, source_row, event_id
    )
)
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    concat(event_id, ' as ', first_id, ', both of ', effect_id) AS seen
FROM numbered
WHERE event_id <> first_id
    AND concat(supplier_id, ' ', CAST(occurred_on AS STRING), ' ', COALESCE(note, '')) <> first_said
