-- Grain: one row per dispute, raised by the as-of date, over a row that is not there: there is no
-- such metric, its metric has no such row, or the row is another supplier's.
WITH named AS (
    SELECT metric_id, row_id, MIN(supplier_id) AS supplier_id
    FROM metric_rows
    WHERE basis = 'agreed'
        AND row_id IN (SELECT disputed.row_id FROM disputes AS disputed)
    GROUP BY metric_id, row_id
)
SELECT
    disputes.supplier_id AS owner_id,
    disputes.source_file,
    disputes.source_row,
    CASE
        WHEN named.supplier_id IS NOT NULL
            THEN CONCAT(
                disputes.metric_id, ' row ', disputes.row_id, ' is of ', named.supplier_id,
                ', not ', disputes.supplier_id
            )
        ELSE CONCAT('there is no row ', disputes.row_id, ' of a metric ', disputes.metric_id)
    END AS seen
FROM disputes
LEFT JOIN named
    ON named.metric_id = disputes.metric_id AND named.row_id = disputes.row_id
CROSS JOIN snapshot_info
WHERE disputes.raised_on <= snapshot_info.as_of
    AND (named.supplier_id IS NULL OR named.supplier_id <> disputes.supplier_id)
