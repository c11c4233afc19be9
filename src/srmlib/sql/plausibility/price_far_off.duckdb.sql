-- Grain: one row per order line whose price of one piece is twenty times, or a twentieth of, the
-- median of the part's lines in that currency; none where fewer than three say what is usual. Lines
-- free of charge are no prices. DuckDB only: median.
WITH priced AS (
    SELECT
        schedule_lines.*,
        CAST(value_amount AS DOUBLE) / CAST(ordered_qty AS DOUBLE) AS price
    FROM schedule_lines
    WHERE ordered_qty > 0 AND value_amount > 0 AND part_id IS NOT NULL
),
usual AS (
    SELECT part_id, currency, MEDIAN(price) AS price
    FROM priced
    GROUP BY part_id, currency
    HAVING COUNT(*) >= 3
)
SELECT
    priced.supplier_id AS owner_id,
    priced.source_file,
    priced.source_row,
    CONCAT(
        srm_said_amount(priced.value_amount), ' ', priced.currency, ' for ',
        srm_said(priced.ordered_qty), ' of ',
        priced.part_id, ', usually ', CAST(usual.price AS DECIMAL(18, 2)), ' a piece'
    ) AS seen
FROM priced
INNER JOIN usual ON usual.part_id = priced.part_id AND usual.currency = priced.currency
WHERE priced.price >= 20 * usual.price OR 20 * priced.price <= usual.price
