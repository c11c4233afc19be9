-- The rows of a table that break one rule, with what is expected of each: where it refers to a row
-- that was rejected, that one's place; where it is a number in groups, how to take their mark out.
-- DuckDB only: regular expressions.
INSERT INTO rejected_rows
SELECT
    checked.source_file,
    checked.source_row,
    $table,
    $column,
    checked.{cell},
    CASE
        WHEN lost.source_row IS NOT NULL
            THEN concat(
                'a ', $column, ' that stands in ', $refers, ', in a row that is kept: ',
                lost.source_file, ', row ', lost.source_row, ' was rejected'
            )
        WHEN regexp_full_match(checked.{cell}, $grouped)
            THEN concat(
                $expectation,
                ', with a point as its decimal mark and no thousands mark: the SQL puts it so, ',
                srm_without_groups(checked.{cell}, $column, '.')
            )
        ELSE $expectation
    END
FROM checked
LEFT JOIN (
    SELECT id, MIN(source_file) AS source_file, MIN(source_row) AS source_row
    FROM rejected_keys
    WHERE "table" = $refers
    GROUP BY id
) AS lost ON lost.id = checked.{cell}
WHERE checked.broken = $number
ORDER BY checked.source_row
