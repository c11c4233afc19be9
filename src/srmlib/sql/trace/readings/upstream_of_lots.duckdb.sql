-- Where the parts in some lots came from. DuckDB only: the lots are bound as one list.
SELECT
    $kind AS kind, $of_id AS id, part_id, lot_id, receipt_id, line_id, supplier_id,
    behind_supplier_id, via_lot_id,
    CASE maker WHEN 'supplier' THEN 'theirs' WHEN 'us' THEN 'ours' ELSE 'not_traced' END
        AS cause_side,
    CAST(NULL AS VARCHAR) AS cause,
    evidence,
    weight,
    CAST(NULL AS BIGINT) AS least,
    CAST(NULL AS BIGINT) AS most,
    CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM lot_closure
WHERE is_source AND list_contains($lots, root_lot_id)
ORDER BY root_lot_id, part_id, weight DESC, lot_id, via_lot_id, receipt_id
