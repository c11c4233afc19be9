-- Grain: one row per pair of days more than ten times as far apart as the median of all, two weeks
-- at least; none where fewer than five pairs say what is usual, and twenty times where fewer than
-- twenty do. DuckDB only: median.
WITH usual AS (
    SELECT
        GREATEST(MEDIAN(srm_days_between(earlier_at, later_at)), 14) AS days,
        CASE WHEN COUNT(*) < 20 THEN 20 ELSE 10 END AS times
    FROM day_pairs
    WHERE later_at >= earlier_at
    HAVING COUNT(*) >= 5
)
SELECT
    owner_id,
    source_file,
    source_row,
    CONCAT(
        srm_moment(later_at), ', ', srm_days_between(earlier_at, later_at), ' days after ',
        srm_moment(earlier_at)
    ) AS seen
FROM day_pairs
CROSS JOIN usual
WHERE srm_days_between(earlier_at, later_at) > usual.times * usual.days
