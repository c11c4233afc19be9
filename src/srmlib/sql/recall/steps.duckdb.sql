-- Grain: one row per step between two things that follow each other: where the goods of one went
-- (near is where a step comes from), or, the other way about, what they came from. Things are lots,
-- pieces with their own number, and customers' orders. A lot is in every piece of the lots it went
-- into, but for those of which it is known that other goods of its part are built into them: as
-- many as the bill of materials asks for. Links that were put aside are no steps. {near_kind},
-- {near_id}, {far_kind}, {far_id}: the ends. DuckDB only: the things are bound as one list.
WITH links AS (
    SELECT
        lot_inputs.output_lot_id,
        lot_inputs.input_lot_id,
        inputs.part_id AS input_part_id,
        outputs.part_id AS output_part_id,
        COALESCE(lot_inputs.evidence, 'lot') AS evidence
    FROM lot_inputs
    INNER JOIN lots AS inputs ON inputs.lot_id = lot_inputs.input_lot_id
    INNER JOIN lots AS outputs ON outputs.lot_id = lot_inputs.output_lot_id
    WHERE lot_inputs.input_qty > 0
        AND lot_inputs.input_lot_id <> lot_inputs.output_lot_id
        AND NOT EXISTS (
            SELECT 1 FROM genealogy_faults
            WHERE genealogy_faults.kind IN ('cycle', 'too_deep')
                AND genealogy_faults.lot_id = lot_inputs.output_lot_id
                AND genealogy_faults.other_id = lot_inputs.input_lot_id
        )
),
bill AS (
    SELECT part_id, component_id, MAX(component_qty) AS component_qty
    FROM bill_of_materials
    GROUP BY part_id, component_id
),
built_in AS (
    SELECT serials.built_into_serial_id AS serial_id, lots.part_id, COUNT(*) AS pieces
    FROM serials
    INNER JOIN lots ON lots.lot_id = serials.lot_id
    WHERE serials.built_into_serial_id IS NOT NULL
    GROUP BY serials.built_into_serial_id, lots.part_id
),
steps AS (
    SELECT
        'lot' AS from_kind, input_lot_id AS from_id, 'lot' AS to_kind, output_lot_id AS to_id,
        evidence
    FROM links
    UNION ALL
    SELECT 'lot', links.input_lot_id, 'piece', serials.serial_id, links.evidence
    FROM links
    INNER JOIN serials ON serials.lot_id = links.output_lot_id
    LEFT JOIN built_in
        ON built_in.serial_id = serials.serial_id AND built_in.part_id = links.input_part_id
    LEFT JOIN bill
        ON bill.part_id = links.output_part_id AND bill.component_id = links.input_part_id
    WHERE COALESCE(built_in.pieces, 0) < GREATEST(COALESCE(bill.component_qty, 1), 1)
    UNION ALL
    SELECT 'piece', serials.serial_id, 'piece', whole.serial_id, 'serial'
    FROM serials
    INNER JOIN serials AS whole ON whole.serial_id = serials.built_into_serial_id
    UNION ALL
    SELECT 'piece', serials.serial_id, 'lot', serials.lot_id, 'serial'
    FROM serials
    INNER JOIN lots ON lots.lot_id = serials.lot_id
    UNION ALL
    SELECT 'lot', lot_id, 'order', customer_order_id, 'lot'
    FROM order_lots
    WHERE COALESCE(shipped_qty, 1) > 0
    UNION ALL
    -- Who complains of a piece, or sends it back, has it.
    SELECT 'piece', serial_id, 'order', customer_order_id, 'serial'
    FROM complaints
    CROSS JOIN snapshot_info
    WHERE serial_id IS NOT NULL
        AND customer_order_id IS NOT NULL
        AND received_on <= snapshot_info.as_of
    UNION ALL
    SELECT 'piece', serial_id, 'order', customer_order_id, 'serial'
    FROM customer_returns
    CROSS JOIN snapshot_info
    WHERE serial_id IS NOT NULL
        AND customer_order_id IS NOT NULL
        AND returned_on <= snapshot_info.as_of
)
SELECT
    {near_kind} AS near_kind, {near_id} AS near_id, {far_kind} AS far_kind, {far_id} AS far_id,
    MIN(CASE evidence WHEN 'serial' THEN 0 WHEN 'lot' THEN 1 ELSE 2 END) AS evidence_rank
FROM steps
WHERE {near_kind} = $kind AND list_contains($ids, {near_id})
GROUP BY {near_kind}, {near_id}, {far_kind}, {far_id}
ORDER BY near_id, far_kind, far_id
