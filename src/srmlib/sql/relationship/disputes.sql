-- The disputes of the extract with those of the register over them: where both have one, by its
-- number or by a firm's claim on the same row, the register's stands. Of the extract none that is
-- raised after its as-of date.
SELECT
    disputes.dispute_id,
    disputes.supplier_id,
    disputes.metric_id,
    disputes.row_id,
    disputes.raised_by,
    disputes.raised_on,
    disputes.claim,
    disputes.words,
    disputes.state,
    disputes.answer
FROM snapshot.main.disputes AS disputes
CROSS JOIN snapshot_info
WHERE disputes.raised_on <= snapshot_info.as_of
    AND NOT EXISTS (
        SELECT 1
        FROM register_disputes
        WHERE register_disputes.dispute_id = disputes.dispute_id
            OR (
                register_disputes.supplier_id = disputes.supplier_id
                AND register_disputes.metric_id = disputes.metric_id
                AND register_disputes.row_id = disputes.row_id
                AND register_disputes.raised_by = disputes.raised_by
            )
    )
UNION ALL
SELECT
    dispute_id,
    supplier_id,
    metric_id,
    row_id,
    raised_by,
    raised_on,
    claim,
    words,
    state,
    answer
FROM register_disputes
