-- Grain: one row per dispute over a row that the agreed basis places in a quarter, with how the row
-- reads now. One that is raised after a day is not known yet; refused without a word stays open.
SELECT
    disputes.dispute_id,
    disputes.metric_id,
    disputes.row_id,
    disputes.raised_by,
    disputes.raised_on,
    disputes.claim,
    disputes.words,
    CASE
        WHEN disputes.state = 'refused' AND disputes.answer IS NULL THEN 'open'
        ELSE disputes.state
    END AS state,
    disputes.answer,
    metric_rows.counted_on,
    metric_rows.outcome
FROM disputes
INNER JOIN metric_rows
    ON metric_rows.metric_id = disputes.metric_id
    AND metric_rows.row_id = disputes.row_id
    AND metric_rows.supplier_id = disputes.supplier_id
    AND metric_rows.basis = 'agreed'
WHERE disputes.supplier_id = ?
    AND metric_rows.counted_on >= ?
    AND metric_rows.counted_on < ?
    AND disputes.raised_on <= ?
ORDER BY disputes.raised_on, disputes.dispute_id
