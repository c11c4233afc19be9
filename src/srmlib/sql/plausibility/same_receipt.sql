-- Grain: one row per goods receipt of the same line, day and quantity as one before it in the
-- extract, where the line has more than was ordered, and would be nearer to it without that
-- receipt: two equal call-offs that together are a little over are two. What was reversed is none.
WITH numbered AS (
    SELECT
        arrivals.line_id,
        arrivals.docked_on,
        arrivals.arrived_qty,
        receipts.receipt_id,
        receipts.source_file,
        receipts.source_row,
        FIRST_VALUE(receipts.receipt_id) OVER (
            PARTITION BY arrivals.line_id, arrivals.docked_on, arrivals.arrived_qty
            ORDER BY receipts.source_file, receipts.source_row, receipts.receipt_id
        ) AS first_id,
        SUM(arrivals.arrived_qty) OVER (PARTITION BY arrivals.line_id) AS line_qty
    FROM arrivals
    INNER JOIN receipts ON receipts.receipt_id = arrivals.receipt_id
    WHERE arrivals.line_receipts > 1
)
SELECT
    schedule_lines.supplier_id AS owner_id,
    numbered.source_file,
    numbered.source_row,
    CONCAT(
        numbered.receipt_id, ' as ', numbered.first_id, ': ',
        srm_said(numbered.arrived_qty), ' of ', srm_said(schedule_lines.ordered_qty),
        ' on ', srm_moment(CAST(numbered.docked_on AS TIMESTAMP)), ' for ', numbered.line_id
    ) AS seen
FROM numbered
INNER JOIN schedule_lines ON schedule_lines.line_id = numbered.line_id
WHERE numbered.receipt_id <> numbered.first_id
    AND 2 * (numbered.line_qty - schedule_lines.ordered_qty) > numbered.arrived_qty
