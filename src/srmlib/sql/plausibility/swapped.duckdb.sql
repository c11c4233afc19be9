-- Grain: one row per pair of days that are as far apart as usual only when day and month of one of
-- them are swapped. What is usual, 90 of 100, is told by days that cannot be swapped, those after
-- the twelfth: 20 at least. Told only where the others lie outside it far more often than those
-- do, and half of them would be usual when swapped. DuckDB only: quantile_cont, make_date.
WITH gaps AS (
    SELECT
        owner_id,
        source_file,
        source_row,
        CAST(earlier_at AS DATE) AS earlier_on,
        CAST(later_at AS DATE) AS later_on,
        DAY(earlier_at) <= 12 AND DAY(earlier_at) <> MONTH(earlier_at) AS is_earlier_open,
        DAY(later_at) <= 12 AND DAY(later_at) <> MONTH(later_at) AS is_later_open,
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
        gaps.is_later_open AND srm_days_between(
            gaps.earlier_on,
            CASE
                WHEN gaps.is_later_open
                    THEN MAKE_DATE(YEAR(later_on), DAY(later_on), MONTH(later_on))
                ELSE gaps.later_on
            END
        ) BETWEEN usual.low AND usual.high AS is_later_usual,
        gaps.is_earlier_open AND srm_days_between(
            CASE
                WHEN gaps.is_earlier_open
                    THEN MAKE_DATE(YEAR(earlier_on), DAY(earlier_on), MONTH(earlier_on))
                ELSE gaps.earlier_on
            END,
            gaps.later_on
        ) BETWEEN usual.low AND usual.high AS is_earlier_usual
    FROM gaps
    CROSS JOIN usual
),
counted AS (
    SELECT
        COUNT(CASE WHEN NOT is_sure THEN 1 END) AS others,
        COUNT(CASE WHEN NOT is_sure AND is_outside THEN 1 END) AS others_outside,
        COUNT(CASE WHEN is_outside AND (is_later_usual OR is_earlier_usual) THEN 1 END) AS mended,
        COUNT(CASE WHEN is_sure AND is_outside THEN 1 END)
            / COUNT(CASE WHEN is_sure THEN 1 END) AS usually_outside
    FROM read_so
)
SELECT
    owner_id,
    source_file,
    source_row,
    CONCAT(
        later_on, ' and ', earlier_on, ', ', days, ' days apart; swapped: ',
        CASE
            WHEN is_later_usual THEN CONCAT(SUBSTRING(CAST(later_on AS VARCHAR), 1, 5),
                SUBSTRING(CAST(later_on AS VARCHAR), 9, 2), '-',
                SUBSTRING(CAST(later_on AS VARCHAR), 6, 2))
            ELSE CONCAT(SUBSTRING(CAST(earlier_on AS VARCHAR), 1, 5),
                SUBSTRING(CAST(earlier_on AS VARCHAR), 9, 2), '-',
                SUBSTRING(CAST(earlier_on AS VARCHAR), 6, 2))
        END
    ) AS seen
FROM read_so
CROSS JOIN counted
WHERE is_outside
    AND (is_later_usual OR is_earlier_usual)
    AND counted.mended >= 5
    AND 2 * counted.mended >= counted.others_outside
    AND counted.others_outside > 2 * counted.others * counted.usually_outside
    AND counted.others_outside - counted.others * counted.usually_outside
        > 3 * SQRT(counted.others * counted.usually_outside * (1 - counted.usually_outside))
