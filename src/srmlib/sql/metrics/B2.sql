-- Grain: one row per forecast we gave. Of each supplier, part and month, the last one given a lead
-- time before the month is compared with what was ordered for that month: the error (numerator) of
-- the quantity ordered (denominator). There is one basis, the agreed one. The lead time of a part
-- is the longest agreed on its lines; none known is none. Counted: high, low, right.
-- Not counted: no_part, not_due (the month is not over), too_late (given inside the lead time),
-- replaced (by a later one). measured_in: the unit of the part, by which rows are kept apart.
WITH known_lines AS (
    SELECT
        schedule_lines.supplier_id,
        schedule_lines.part_id,
        schedule_lines.lead_days,
        schedule_lines.ordered_qty,
        CAST(DATE_TRUNC('month', schedule_lines.requested_on) AS DATE) AS month_on,
        schedule_lines.status = 'cancelled'
            AND schedule_lines.cancelled_on <= snapshot_info.as_of AS is_cancelled
    FROM schedule_lines
    CROSS JOIN snapshot_info
    WHERE schedule_lines.ordered_on IS NULL OR schedule_lines.ordered_on <= snapshot_info.as_of
),
lead_times AS (
    SELECT supplier_id, part_id, MAX(lead_days) AS lead_days
    FROM known_lines
    GROUP BY supplier_id, part_id
),
ordered AS (
    SELECT supplier_id, part_id, month_on, SUM(ordered_qty) AS ordered_qty
    FROM known_lines
    WHERE NOT is_cancelled
    GROUP BY supplier_id, part_id, month_on
),
given AS (
    SELECT
        forecasts.forecast_id,
        forecasts.supplier_id,
        forecasts.part_id,
        CAST(DATE_TRUNC('month', forecasts.month_on) AS DATE) AS month_on,
        forecasts.made_on,
        forecasts.forecast_qty,
        COALESCE(lead_times.lead_days, 0) AS lead_days,
        forecasts.part_id IS NOT NULL
            AND srm_days_between(
                forecasts.made_on, CAST(DATE_TRUNC('month', forecasts.month_on) AS DATE)
            )
                >= COALESCE(lead_times.lead_days, 0) AS is_in_time,
        DATE_TRUNC('month', forecasts.month_on)
            < DATE_TRUNC('month', snapshot_info.as_of) AS is_over
    FROM forecasts
    CROSS JOIN snapshot_info
    LEFT JOIN lead_times
        ON lead_times.supplier_id = forecasts.supplier_id AND lead_times.part_id = forecasts.part_id
    WHERE forecasts.made_on <= snapshot_info.as_of
),
ranked AS (
    SELECT
        given.*,
        ROW_NUMBER() OVER (
            PARTITION BY supplier_id, part_id, month_on, is_in_time
            ORDER BY made_on DESC, forecast_id DESC
        ) AS last_number
    FROM given
),
compared AS (
    SELECT
        bases_b2.basis,
        ranked.*,
        -- Nothing ordered for a month: that is known, and is zero.
        CASE
            WHEN ranked.part_id IS NOT NULL THEN COALESCE(ordered.ordered_qty, 0)
        END AS ordered_qty
    FROM ranked
    INNER JOIN bases_b2 ON bases_b2.supplier_id = ranked.supplier_id
    LEFT JOIN ordered
        ON ordered.supplier_id = ranked.supplier_id
        AND ordered.part_id = ranked.part_id
        AND ordered.month_on = ranked.month_on
),
judged AS (
    SELECT
        compared.*,
        CASE
            WHEN part_id IS NULL THEN 'no_part'
            WHEN NOT is_over THEN 'not_due'
            WHEN NOT is_in_time THEN 'too_late'
            WHEN last_number > 1 THEN 'replaced'
            WHEN forecast_qty > ordered_qty THEN 'high'
            WHEN forecast_qty < ordered_qty THEN 'low'
            ELSE 'right'
        END AS outcome
    FROM compared
)
SELECT
    basis,
    supplier_id,
    forecast_id AS row_id,
    month_on AS counted_on,
    outcome,
    outcome IN ('high', 'low', 'right') AS is_counted,
    CAST(ABS(forecast_qty - ordered_qty) AS DECIMAL(18, 3)) AS numerator,
    CAST(ordered_qty AS DECIMAL(18, 3)) AS denominator,
    judged.part_id,
    month_on,
    made_on,
    lead_days,
    forecast_qty,
    CAST(ordered_qty AS DECIMAL(18, 3)) AS ordered_qty,
    LOWER(parts.uom) AS measured_in
FROM judged
LEFT JOIN parts ON parts.part_id = judged.part_id
