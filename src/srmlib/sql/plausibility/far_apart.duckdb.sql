-- Grain: one row per pair of days more than ten times as far apart as the median of all, two weeks
-- at least; none where fewer than 20 pairs say what is usual. DuckDB only: median.
WITH usual AS (
    SELECT GREATEST(MEDIAN(srm_days_between(earlier_at, later_at)), 14) AS days
    FROM day_pairs
    WHERE later_at >= earlier_at
    HAVING COUNT(*) >= 20
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
WHERE srm_days_between(earlier_at, later_at) > 10 * usual.days
