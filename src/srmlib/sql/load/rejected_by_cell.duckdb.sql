-- The rows of a file whose cell is not what its column is declared as; of a number in groups, how
-- to take their mark out. DuckDB only: regular expressions, rowid.
INSERT INTO rejected_rows
SELECT
    CAST(? AS VARCHAR),
    rowid + 2,
    CAST(? AS VARCHAR),
    CAST(? AS VARCHAR),
    {cell},
    concat(
        CAST(? AS VARCHAR),
        CASE
            WHEN regexp_full_match({cell}, CAST(? AS VARCHAR))
                THEN concat(
                    ', and no thousands mark: declare the column as "text", and take the mark out'
                    ' in the SQL, ',
                    srm_without_groups({cell}, CAST(? AS VARCHAR), CAST(? AS VARCHAR))
                )
            ELSE ''
        END
    )
FROM {raw}
WHERE {cell} IS NOT NULL
