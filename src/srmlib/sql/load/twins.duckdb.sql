-- Grain: one row per id that is spelt in several ways, the spellings as a list. Blanks count once,
-- an end dot not at all, zeros before a number not either, but for those of a fraction; case does
-- not where all is in one case, or where a name may be written in any. DuckDB only: RTRIM of
-- several characters, lists.
WITH folded AS (
    SELECT DISTINCT
        spelling,
        COALESCE(NULLIF(RTRIM(COALESCE(folded, spelling), '. '), ''), spelling) AS folded
    FROM spellings
),
in_one_case AS (
    SELECT
        spelling,
        CASE
            WHEN ? THEN UPPER(LOWER(folded))
            WHEN folded = LOWER(folded) THEN UPPER(folded)
            ELSE folded
        END AS folded
    FROM folded
),
bare AS (
    SELECT
        spelling,
        CASE
            WHEN folded LIKE '%0%'
                THEN REGEXP_REPLACE(folded, '(^|[^0-9.,])0+([0-9])', '\1\2', 'g')
            ELSE folded
        END AS folded
    FROM (
        SELECT
            spelling,
            CASE
                WHEN folded LIKE '% %' THEN TRIM(REGEXP_REPLACE(folded, '\s+', ' ', 'g'))
                ELSE folded
            END AS folded
        FROM in_one_case
    ) AS without_blanks
)
SELECT LIST(spelling ORDER BY spelling) AS spellings
FROM bare
GROUP BY folded
HAVING COUNT(*) > 1
ORDER BY MIN(spelling)
