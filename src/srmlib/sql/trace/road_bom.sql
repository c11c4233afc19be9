-- Only the part at fault is known: who delivered it in the year before, by quantity.
WITH asked AS (
    SELECT DISTINCT part_id, occurred_on FROM open_effects WHERE part_id IS NOT NULL
),
near AS (
    SELECT asked.part_id, asked.occurred_on, schedule_lines.supplier_id, SUM(1000 * COALESCE(arrivals.arrived_qty, 1)) AS qty
    FROM asked
    INNER JOIN schedule_lines ON schedule_lines.part_id = asked.part_id
    INNER JOIN arrivals ON arrivals.line_id = schedule_lines.line_id
    WHERE arrivals.docked_on <= asked.occurred_on
        AND arrivals.docked_on > srm_add_months(asked.occurred_on, -12)
        AND COALESCE(arrivals.arrived_qty, 1) > 0
    GROUP BY asked.part_id, asked.occurred_on, schedule_lines.supplier_id
)
SELECT
    open_effects.effect_kind, open_effects.effect_id, near.part_id, CAST(NULL AS STRING) AS receipt_id, CAST(NULL AS STRING) AS line_id,
    CAST(NULL AS STRING) AS lot_id, near.supplier_id, CAST(NULL AS STRING) AS behind_supplier_id, 'supplier' AS maker, 'bom' AS evidence,
    CAST(near.qty AS DECIMAL(38, 0)) AS measure, CAST(NULL AS BIGINT) AS whole_qty
FROM open_effects
INNER JOIN near ON near.part_id = open_effects.part_id AND near.occurred_on = open_effects.occurred_on
-- A supplier that is named and delivered none of it is taken at its name.
LEFT JOIN near AS claimed
    ON claimed.part_id = open_effects.part_id AND claimed.occurred_on = open_effects.occurred_on AND claimed.supplier_id = open_effects.supplier_id
WHERE open_effects.supplier_id IS NULL OR claimed.supplier_id IS NOT NULL
