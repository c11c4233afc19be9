-- Grain: one row per forecast we gave, one per part and month ordered without a forecast in time,
-- and one per order line that belongs to no part and month. Of each supplier, part and month, the
-- last forecast given a lead time before the month is compared with what was ordered for that
-- month: the error (numerator) of the quantity ordered (denominator); none in time is a forecast of
-- nothing. There is one basis, the agreed one. The lead time of a part is the longest agreed on its
-- lines; none known is none. Counted: high, low, right, missing.
-- Not counted: no_part, not_due (the month is not over), too_late (given inside the lead time),
-- replaced (by a later one), not_told (a month before or after those the extract has forecasts of,
-- or a supplier it has none of), no_month (a line without a requested day or a quantity).
-- measured_in: the unit of the part, by which rows are kept apart.
WITH known_lines AS (
    SELECT
        schedule_lines.line_id,
        schedule_lines.supplier_id,
        schedule_lines.part_id,
        schedule_lines.ordered_on,
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
    WHERE NOT is_cancelled AND part_id IS NOT NULL AND month_on IS NOT NULL
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
),
in_time AS (
    SELECT DISTINCT supplier_id, part_id, month_on
    FROM given
    WHERE is_in_time
),
told AS (
    SELECT MIN(month_on) AS first_on, MAX(month_on) AS last_on
    FROM given
),
suppliers_told AS (
    SELECT DISTINCT supplier_id FROM given
),
missing AS (
    SELECT
        bases_b2.basis,
        ordered.*,
        COALESCE(lead_times.lead_days, 0) AS lead_days,
        CASE
            WHEN suppliers_told.supplier_id IS NOT NULL
                AND ordered.month_on >= told.first_on
                AND ordered.month_on <= told.last_on
                THEN 'missing'
            ELSE 'not_told'
        END AS outcome
    FROM ordered
    INNER JOIN bases_b2 ON bases_b2.supplier_id = ordered.supplier_id
    LEFT JOIN lead_times
        ON lead_times.supplier_id = ordered.supplier_id AND lead_times.part_id = ordered.part_id
    LEFT JOIN in_time
        ON in_time.supplier_id = ordered.supplier_id
        AND in_time.part_id = ordered.part_id
        AND in_time.month_on = ordered.month_on
    LEFT JOIN suppliers_told ON suppliers_told.supplier_id = ordered.supplier_id
    CROSS JOIN told
    CROSS JOIN snapshot_info
    WHERE in_time.supplier_id IS NULL
        AND ordered.ordered_qty > 0
        AND ordered.month_on < DATE_TRUNC('month', snapshot_info.as_of)
),
unplaced AS (
    SELECT
        bases_b2.basis,
        known_lines.*,
        COALESCE(known_lines.month_on, known_lines.ordered_on, snapshot_info.as_of) AS counted_on
    FROM known_lines
    INNER JOIN bases_b2 ON bases_b2.supplier_id = known_lines.supplier_id
    CROSS JOIN snapshot_info
    WHERE NOT known_lines.is_cancelled
        AND (
            known_lines.part_id IS NULL
            OR known_lines.month_on IS NULL
            OR known_lines.ordered_qty IS NULL
        )
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
    part_units.uom AS measured_in
FROM judged
LEFT JOIN part_units ON part_units.part_id = judged.part_id
UNION ALL
SELECT
    missing.basis,
    missing.supplier_id,
    concat(
        'no forecast ', missing.part_id, ' ', SUBSTRING(CAST(missing.month_on AS STRING), 1, 7)
    ),
    missing.month_on,
    missing.outcome,
    missing.outcome = 'missing',
    CAST(missing.ordered_qty AS DECIMAL(18, 3)),
    CAST(missing.ordered_qty AS DECIMAL(18, 3)),
    missing.part_id,
    missing.month_on,
    CAST(NULL AS DATE),
    missing.lead_days,
    CAST(NULL AS DECIMAL(18, 3)),
    CAST(missing.ordered_qty AS DECIMAL(18, 3)),
    part_units.uom
FROM missing
LEFT JOIN part_units ON part_units.part_id = missing.part_id
UNION ALL
SELECT
    unplaced.basis,
    unplaced.supplier_id,
    concat('line ', unplaced.line_id),
    unplaced.counted_on,
    CASE WHEN unplaced.part_id IS NULL THEN 'no_part' ELSE 'no_month' END,
    FALSE,
    CAST(NULL AS DECIMAL(18, 3)),
    CAST(NULL AS DECIMAL(18, 3)),
    unplaced.part_id,
    unplaced.month_on,
    CAST(NULL AS DATE),
    unplaced.lead_days,
    CAST(NULL AS DECIMAL(18, 3)),
    CAST(unplaced.ordered_qty AS DECIMAL(18, 3)),
    part_units.uom
FROM unplaced
LEFT JOIN part_units ON part_units.part_id = unplaced.part_id
