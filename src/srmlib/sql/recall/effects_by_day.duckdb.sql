-- Grain: one row per incident that some receipts may be behind by days or by the bill of materials
-- alone: by name (window), or as one of the deliveries of the supplier of that part in the year
-- before the product was made, or the incident (bom). DuckDB only: the receipts are bound as one
-- list.
WITH asked AS (
    SELECT
        receipts.receipt_id, receipts.docked_on, schedule_lines.part_id,
        schedule_lines.supplier_id
    FROM receipts
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
    WHERE list_contains($receipts, receipts.receipt_id)
),
products AS (
    SELECT
        effects.effect_kind, effects.effect_id,
        CASE WHEN COUNT(lots.made_on) = COUNT(*) THEN MAX(lots.made_on) END AS made_on
    FROM effects
    LEFT JOIN serials ON serials.serial_id = effects.serial_id
    LEFT JOIN order_lots
        ON order_lots.customer_order_id = effects.customer_order_id
        AND COALESCE(serials.lot_id, effects.lot_id) IS NULL
    INNER JOIN lots ON lots.lot_id = COALESCE(serials.lot_id, effects.lot_id, order_lots.lot_id)
    WHERE lots.supplier_id IS NULL
    GROUP BY effects.effect_kind, effects.effect_id
),
by_part AS (
    SELECT effect_kind, effect_id, part_id, supplier_id, weight
    FROM trace_links
    WHERE evidence = 'bom'
    UNION ALL
    SELECT effect_kind, effect_id, part_id, supplier_id, 0
    FROM trace_possible
    WHERE evidence = 'bom'
)
SELECT
    trace_links.effect_kind, trace_links.effect_id, trace_links.part_id, asked.receipt_id,
    trace_links.supplier_id, trace_links.weight, 2 AS evidence_rank
FROM trace_links
INNER JOIN asked ON asked.receipt_id = trace_links.receipt_id
WHERE trace_links.lot_id IS NULL AND trace_links.evidence = 'window'
UNION ALL
SELECT
    by_part.effect_kind, by_part.effect_id, by_part.part_id, asked.receipt_id,
    by_part.supplier_id, by_part.weight, 3
FROM by_part
INNER JOIN effects
    ON effects.effect_kind = by_part.effect_kind AND effects.effect_id = by_part.effect_id
LEFT JOIN products
    ON products.effect_kind = by_part.effect_kind
    AND products.effect_id = by_part.effect_id
INNER JOIN asked
    ON asked.supplier_id = by_part.supplier_id
    AND asked.part_id = by_part.part_id
    AND asked.docked_on <= COALESCE(products.made_on, effects.occurred_on)
    AND asked.docked_on > srm_add_months(COALESCE(products.made_on, effects.occurred_on), -12)
ORDER BY effect_kind, effect_id, receipt_id
