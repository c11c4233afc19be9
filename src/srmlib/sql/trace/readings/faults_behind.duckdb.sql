-- The faults of the genealogy that lie behind the breakdowns of a quarter that lead to a supplier:
-- of their pieces and lots, of any lot that went into those, and of the bills they were opened by.
-- In a shared report without those of lots that came from another firm. DuckDB only: pieces and
-- lots are followed by recursion.
WITH RECURSIVE shown AS (
    SELECT *
    FROM effects
    WHERE effects.occurred_on >= $start
        AND effects.occurred_on < $until
        AND EXISTS (
            SELECT 1 FROM trace_links
            WHERE trace_links.effect_kind = effects.effect_kind
                AND trace_links.effect_id = effects.effect_id
                AND $supplier_id IN (trace_links.supplier_id, trace_links.behind_supplier_id)
                AND trace_links.weight > 0
        )
),
pieces AS (
    SELECT serial_id FROM shown WHERE serial_id IS NOT NULL
    UNION
    SELECT serials.serial_id
    FROM serials
    INNER JOIN pieces ON serials.built_into_serial_id = pieces.serial_id
),
behind AS (
    SELECT lot_id FROM shown WHERE lot_id IS NOT NULL
    UNION
    SELECT lot_id FROM serials WHERE serial_id IN (SELECT serial_id FROM pieces)
    UNION
    SELECT lot_id
    FROM order_lots
    WHERE customer_order_id IN (SELECT customer_order_id FROM shown WHERE lot_id IS NULL)
),
followed AS (
    SELECT lot_id FROM behind
    UNION
    SELECT lot_inputs.input_lot_id
    FROM lot_inputs
    INNER JOIN followed ON lot_inputs.output_lot_id = followed.lot_id
),
of_others AS (
    SELECT lot_id FROM lots WHERE supplier_id <> $supplier_id
    UNION
    SELECT lot_receipts.lot_id
    FROM lot_receipts
    INNER JOIN receipts ON receipts.receipt_id = lot_receipts.receipt_id
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    WHERE schedule_lines.supplier_id <> $supplier_id
)
SELECT kind, lot_id, other_id, qty, words, source_file, source_row
FROM genealogy_faults
WHERE (
        lot_id IN (SELECT lot_id FROM followed)
        OR (
            kind IN ('unknown_serial', 'cycle_of_pieces')
            AND (
                lot_id IN (SELECT serial_id FROM pieces)
                OR other_id IN (SELECT effect_id FROM shown)
            )
        )
        OR (kind = 'unknown_effect' AND other_id IN (SELECT effect_id FROM shown))
        OR (
            kind = 'cycle_of_parts'
            AND other_id IN (
                SELECT trace_links.part_id
                FROM trace_links
                INNER JOIN shown
                    ON shown.effect_kind = trace_links.effect_kind
                    AND shown.effect_id = trace_links.effect_id
                WHERE trace_links.evidence = 'bom'
            )
        )
    )
    AND NOT ($is_shared AND lot_id IS NOT NULL AND lot_id IN (SELECT lot_id FROM of_others))
ORDER BY kind, source_file, source_row, lot_id, other_id
