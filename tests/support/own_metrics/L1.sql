-- Line stops. Grain: one row per basis and stop claimed to be the supplier's (minutes in the
-- numerator), and one per basis and month of the relationship (one in the denominator).
WITH stops AS (
    SELECT
        bases_l1.basis,
        line_stops.*,
        CASE
            WHEN line_stops.stopped_minutes IS NULL THEN 'unknown_length'
            WHEN bases_l1.cause = 'agreed' AND COALESCE(line_stops.cause, 'open') <> 'theirs'
                THEN 'other_cause'
            ELSE 'stopped'
        END AS outcome
    FROM line_stops
    INNER JOIN bases_l1 ON bases_l1.supplier_id = line_stops.supplier_id
    CROSS JOIN snapshot_info
    WHERE line_stops.stopped_on <= snapshot_info.as_of
),
relations AS (
    SELECT schedule_lines.supplier_id, MIN(COALESCE(ordered_on, requested_on)) AS since
    FROM schedule_lines
    GROUP BY schedule_lines.supplier_id
),
months AS (
    SELECT
        relations.supplier_id,
        unnest(
            generate_series(
                DATE_TRUNC('month', relations.since),
                DATE_TRUNC('month', snapshot_info.as_of),
                INTERVAL 1 MONTH
            )
        ) AS begins
    FROM relations
    CROSS JOIN snapshot_info
)
SELECT
    basis,
    supplier_id,
    stop_id AS row_id,
    stopped_on AS counted_on,
    outcome,
    outcome = 'stopped' AS is_counted,
    CAST(stopped_minutes AS DECIMAL(18, 3)) AS numerator,
    CAST(0 AS DECIMAL(18, 3)) AS denominator,
    stop_id,
    site,
    stopped_minutes,
    cause
FROM stops
UNION ALL
SELECT
    bases_l1.basis,
    months.supplier_id,
    concat('month ', strftime(months.begins, '%Y-%m')),
    CAST(months.begins AS DATE),
    'month',
    TRUE,
    CAST(0 AS DECIMAL(18, 3)),
    CAST(1 AS DECIMAL(18, 3)),
    NULL,
    NULL,
    NULL,
    NULL
FROM months
INNER JOIN bases_l1 ON bases_l1.supplier_id = months.supplier_id
