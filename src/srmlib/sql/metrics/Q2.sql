-- Defective parts. Grain: one row per basis and quality notice (the defects), and one per basis and
-- receipt that stands (what they are measured against). A basis reads differently: which quantity
-- of a notice counts, whether one that is not the supplier's does, the day that places it, and the
-- day that places a receipt. Placed with its goods, a notice stands where its receipt does; one
-- that names no receipt, on the day it was found.
-- outcome of a notice: confirmed is counted, by a claimed or blocked quantity open (analysis not
-- finished) too, and refuted (it confirmed none) where a basis counts those that are not the
-- supplier's; ours (our cause, as agreed) where it does not, open (where what is confirmed counts),
-- no_quantity (of a receipt whose quantity is not known: neither side counts), reversed (of a
-- receipt that was taken back: nor here), backwards (found before it came, or made after it was
-- found) are not. outcome of a receipt: received is counted; no_quantity is not. measured_in: the
-- unit of the part, by which its rows are kept apart.
WITH one_unit AS (
    -- A notice that tells no part is of what the supplier delivers, where that has one unit.
    SELECT schedule_lines.supplier_id, MIN(part_units.uom) AS uom
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    LEFT JOIN part_units ON part_units.part_id = schedule_lines.part_id
    GROUP BY schedule_lines.supplier_id
    HAVING COUNT(*) = COUNT(part_units.uom) AND MIN(part_units.uom) = MAX(part_units.uom)
),
notices AS (
    SELECT
        bases_q2.basis,
        quality_notices.*,
        CASE
            WHEN bases_q2.period = 'made'
                THEN COALESCE(quality_notices.made_on, quality_notices.found_on)
            WHEN bases_q2.period = 'goods' AND bases_q2.denominator = 'shipped'
                THEN COALESCE(arrivals.shipped_on, arrivals.docked_on, quality_notices.found_on)
            WHEN bases_q2.period = 'goods'
                THEN COALESCE(arrivals.docked_on, quality_notices.found_on)
            ELSE quality_notices.found_on
        END AS counted_on,
        bases_q2.numerator = 'confirmed' AS is_as_confirmed,
        bases_q2.not_theirs = 'in' AS is_whoever,
        CASE
            WHEN arrivals.receipt_id IS NOT NULL AND arrivals.arrived_qty IS NULL
                THEN 'no_quantity'
            WHEN receipts.kind = 'receipt' AND receipts.docked_on <= snapshot_info.as_of
                AND arrivals.receipt_id IS NULL
                THEN 'reversed'
            WHEN quality_notices.found_on < receipts.docked_on
                OR (bases_q2.period = 'made' AND quality_notices.made_on > quality_notices.found_on)
                THEN 'backwards'
            WHEN bases_q2.not_theirs = 'out' AND quality_notices.cause = 'ours' THEN 'ours'
            WHEN quality_notices.confirmed_qty IS NULL THEN 'open'
            WHEN quality_notices.confirmed_qty = 0 THEN 'refuted'
            ELSE 'confirmed'
        END AS outcome,
        CASE bases_q2.numerator
            WHEN 'claimed' THEN quality_notices.claimed_qty
            WHEN 'blocked' THEN COALESCE(quality_notices.blocked_qty, quality_notices.claimed_qty)
            ELSE quality_notices.confirmed_qty
        END AS defective_qty,
        CASE
            WHEN quality_notices.part_id IS NULL AND schedule_lines.part_id IS NULL
                THEN one_unit.uom
            ELSE part_units.uom
        END AS measured_in
    FROM quality_notices
    LEFT JOIN receipts ON receipts.receipt_id = quality_notices.receipt_id
    LEFT JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    LEFT JOIN part_units
        ON part_units.part_id = COALESCE(quality_notices.part_id, schedule_lines.part_id)
    LEFT JOIN one_unit ON one_unit.supplier_id = quality_notices.supplier_id
    INNER JOIN bases_q2 ON bases_q2.supplier_id = quality_notices.supplier_id
    LEFT JOIN arrivals ON arrivals.receipt_id = quality_notices.receipt_id
    CROSS JOIN snapshot_info
    WHERE quality_notices.found_on <= snapshot_info.as_of
),
judged AS (
    SELECT
        notices.*,
        CASE outcome
            WHEN 'confirmed' THEN TRUE
            WHEN 'open' THEN NOT is_as_confirmed
            WHEN 'refuted' THEN is_whoever
            ELSE FALSE
        END AS is_counted
    FROM notices
),
received AS (
    SELECT
        bases_q2.basis,
        schedule_lines.supplier_id,
        schedule_lines.part_id,
        arrivals.receipt_id,
        arrivals.docked_on,
        arrivals.shipped_on,
        arrivals.arrived_qty,
        CASE
            WHEN bases_q2.denominator = 'shipped'
                THEN COALESCE(arrivals.shipped_on, arrivals.docked_on)
            ELSE arrivals.docked_on
        END AS counted_on,
        part_units.uom AS measured_in
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    INNER JOIN bases_q2 ON bases_q2.supplier_id = schedule_lines.supplier_id
    LEFT JOIN part_units ON part_units.part_id = schedule_lines.part_id
)
SELECT
    basis,
    supplier_id,
    notice_id AS row_id,
    counted_on,
    outcome,
    is_counted,
    CAST(CASE WHEN is_counted THEN defective_qty END AS DECIMAL(18, 3)) AS numerator,
    CAST(CASE WHEN is_counted THEN 0 END AS DECIMAL(18, 3)) AS denominator,
    notice_id,
    receipt_id,
    part_id,
    found_on,
    found_at,
    made_on,
    defect_code,
    claimed_qty,
    blocked_qty,
    confirmed_qty,
    cause,
    CAST(NULL AS DATE) AS docked_on,
    CAST(NULL AS DATE) AS shipped_on,
    CAST(NULL AS DECIMAL(18, 3)) AS arrived_qty,
    measured_in
FROM judged
UNION ALL
SELECT
    basis,
    supplier_id,
    concat('receipt ', receipt_id),
    counted_on,
    CASE WHEN arrived_qty IS NULL THEN 'no_quantity' ELSE 'received' END,
    arrived_qty IS NOT NULL,
    CAST(CASE WHEN arrived_qty IS NOT NULL THEN 0 END AS DECIMAL(18, 3)),
    CAST(arrived_qty AS DECIMAL(18, 3)),
    CAST(NULL AS STRING),
    receipt_id,
    part_id,
    CAST(NULL AS DATE),
    CAST(NULL AS STRING),
    CAST(NULL AS DATE),
    CAST(NULL AS STRING),
    CAST(NULL AS DECIMAL(18, 3)),
    CAST(NULL AS DECIMAL(18, 3)),
    CAST(NULL AS DECIMAL(18, 3)),
    CAST(NULL AS STRING),
    docked_on,
    shipped_on,
    CAST(arrived_qty AS DECIMAL(18, 3)),
    measured_in
FROM received
