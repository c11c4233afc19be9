-- Grain: one row per pair of days that are as far apart as usual only when day and month of one of
-- them are swapped: of the one of the two columns where more are. What is usual, 90 of 100, is told
-- by days that cannot be swapped, those after the twelfth: 20 at least. Told only where the others
-- lie outside it far more often than those do, and half of them would be usual when swapped. DuckDB
-- only: quantile_cont, make_date.
WITH gaps AS (
    SELECT
        owner_id,
        source_file,
        source_row,
        CAST(earlier_at AS DATE) AS earlier_on,
        CAST(later_at AS DATE) AS later_on,
        CASE
            WHEN DAY(earlier_at) <= 12
                THEN MAKE_DATE(YEAR(earlier_at), DAY(earlier_at), MONTH(earlier_at))
        END AS earlier_swapped_on,
        CASE
            WHEN DAY(later_at) <= 12
                THEN MAKE_DATE(YEAR(later_at), DAY(later_at), MONTH(later_at))
        END AS later_swapped_on,
        DAY(earlier_at) > 12 AND DAY(later_at) > 12 AS is_sure,
        srm_days_between(CAST(earlier_at AS DATE), CAST(later_at AS DATE)) AS days
    FROM day_pairs
),
usual AS (
    SELECT QUANTILE_CONT(days, 0.05) AS low, QUANTILE_CONT(days, 0.95) AS high
    FROM gaps
    WHERE is_sure
    HAVING COUNT(*) >= 20
),
read_so AS (
    SELECT
        gaps.*,
        gaps.days NOT BETWEEN usual.low AND usual.high AS is_outside,
        srm_days_between(gaps.earlier_on, gaps.later_swapped_on)
            BETWEEN usual.low AND usual.high AS is_later_usual,
        srm_days_between(gaps.earlier_swapped_on, gaps.later_on)
            BETWEEN usual.low AND usual.high AS is_earlier_usual
    FROM gaps
    CROSS JOIN usual
),
counted AS (
    SELECT
        COUNT(CASE WHEN NOT is_sure THEN 1 END) AS others,
        COUNT(CASE WHEN NOT is_sure AND is_outside THEN 1 END) AS others_outside,
        COUNT(CASE WHEN is_outside AND is_later_usual THEN 1 END) AS later_mended,
        COUNT(CASE WHEN is_outside AND is_earlier_usual THEN 1 END) AS earlier_mended,
        COUNT(CASE WHEN is_sure AND is_outside THEN 1 END)
            / COUNT(CASE WHEN is_sure THEN 1 END) AS usually_outside
    FROM read_so
)
SELECT
    owner_id,
    source_file,
    source_row,
    CONCAT(
        later_on, ' and ', earlier_on, ', ', days, ' days apart: ',
        CASE
            WHEN later_mended > earlier_mended THEN CONCAT(later_on, ' may be ', later_swapped_on)
            ELSE CONCAT(earlier_on, ' may be ', earlier_swapped_on)
        END
    ) AS seen
FROM read_so
CROSS JOIN counted
WHERE is_outside
    AND CASE WHEN later_mended > earlier_mended THEN is_later_usual ELSE is_earlier_usual END
    AND GREATEST(later_mended, earlier_mended) >= 5
    AND 2 * GREATEST(later_mended, earlier_mended) >= others_outside
    AND others_outside > 2 * others * usually_outside
    AND others_outside - others * usually_outside
        > 3 * SQRT(others * usually_outside * (1 - usually_outside))
