-- Grain: one row per order line whose price of one piece is twenty times, or a twentieth of, the
-- median of the part's lines in that currency, and five times as far from it as half of them are:
-- where prices vary widely by nature, as those of services do, such a line is none. Of two lines
-- each is held against the other, unless both are of one piece. Lines free of charge are no prices.
-- DuckDB only: median, mad.
WITH priced AS (
    SELECT
        schedule_lines.*,
        CAST(value_amount AS DOUBLE) / CAST(ordered_qty AS DOUBLE) AS price
    FROM schedule_lines
    WHERE ordered_qty > 0 AND value_amount > 0 AND part_id IS NOT NULL
),
usual AS (
    SELECT
        part_id,
        currency,
        COUNT(*) = 2 AS is_pair,
        SUM(price) AS both_prices,
        MEDIAN(price) AS price,
        CASE WHEN COUNT(*) = 2 THEN 0 ELSE MAD(LN(price)) END AS spread
    FROM priced
    GROUP BY part_id, currency
    HAVING COUNT(*) >= 3 OR (COUNT(*) = 2 AND MAX(ordered_qty) > 1)
),
compared AS (
    SELECT
        priced.*,
        usual.is_pair,
        usual.spread,
        CASE
            WHEN usual.is_pair THEN usual.both_prices - priced.price ELSE usual.price
        END AS usual_price
    FROM priced
    INNER JOIN usual ON usual.part_id = priced.part_id AND usual.currency = priced.currency
)
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    CONCAT(
        srm_said_amount(value_amount), ' ', currency, ' for ', srm_said(ordered_qty), ' of ',
        part_id, CASE WHEN is_pair THEN ', otherwise ' ELSE ', usually ' END,
        CAST(usual_price AS DECIMAL(18, 2)), ' a piece'
    ) AS seen
FROM compared
WHERE (price >= 20 * usual_price OR 20 * price <= usual_price)
    AND ABS(LN(price / usual_price)) >= 5 * spread
