-- Grain: one row per id that is spelt in several ways, the spellings as a list. Blanks count
-- once, an end dot not at all, zeros before a number not either, but for those of a fraction; case
-- does not where all is in one case, or where a name may be written in any. Few spellings change by
-- that, and there are no twins without one: the others are looked at only where one meets them.
-- DuckDB only: RTRIM of several characters, lists.
WITH in_one_case AS (
    SELECT
        spelling,
        CASE
            WHEN $any_case THEN UPPER(LOWER(COALESCE(folded, spelling)))
            WHEN COALESCE(folded, spelling) = LOWER(COALESCE(folded, spelling))
                THEN UPPER(COALESCE(folded, spelling))
            ELSE COALESCE(folded, spelling)
        END AS folded
    FROM spellings
),
without_blanks AS (
    SELECT
        spelling,
        CASE
            WHEN folded LIKE '% %' OR folded LIKE '%.'
                THEN COALESCE(
                    NULLIF(RTRIM(TRIM(REGEXP_REPLACE(folded, '\s+', ' ', 'g')), '. '), ''), folded
                )
            ELSE folded
        END AS folded
    FROM in_one_case
),
bare AS MATERIALIZED (
    SELECT
        spelling,
        CASE
            WHEN folded LIKE '%0%'
                THEN REGEXP_REPLACE(folded, '(^|[^0-9.,])0+([0-9])', '\1\2', 'g')
            ELSE folded
        END AS folded
    FROM without_blanks
)
SELECT LIST(DISTINCT spelling ORDER BY spelling) AS spellings
FROM bare
WHERE folded IN (
        SELECT changed.folded FROM bare AS changed WHERE changed.folded <> changed.spelling
    )
GROUP BY folded
HAVING COUNT(DISTINCT spelling) > 1
ORDER BY MIN(spelling)
