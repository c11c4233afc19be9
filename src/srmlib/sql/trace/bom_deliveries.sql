-- Grain: one row per open effect, bought part and supplier that delivered it in the year before:
-- the part at fault, else every bought part that the bill of materials knows in the product. Before
-- the lot of the product was made, or before the day it broke where that is not known.
WITH products AS (
    SELECT
        effect_lots.effect_kind,
        effect_lots.effect_id,
        CASE WHEN MIN(lots.part_id) = MAX(lots.part_id) THEN MIN(lots.part_id) END AS part_id,
        CASE WHEN COUNT(lots.made_on) = COUNT(*) THEN MAX(lots.made_on) END AS made_on
    FROM effect_lots
    INNER JOIN lots ON lots.lot_id = effect_lots.lot_id
    -- What is in a lot that was bought is its supplier's to tell.
    WHERE lots.supplier_id IS NULL AND lots.lot_id NOT IN (SELECT lot_id FROM lot_receipts)
    GROUP BY effect_lots.effect_kind, effect_lots.effect_id
),
asked AS (
    SELECT
        open_effects.effect_kind,
        open_effects.effect_id,
        open_effects.supplier_id AS claimed_id,
        COALESCE(open_effects.part_id, products.part_id) AS product_id,
        COALESCE(products.made_on, open_effects.occurred_on) AS asked_on
    FROM open_effects
    LEFT JOIN products
        ON products.effect_kind = open_effects.effect_kind
        AND products.effect_id = open_effects.effect_id
),
opened AS (
    SELECT DISTINCT product_id, asked_on, product_id AS part_id FROM asked
    UNION ALL
    SELECT DISTINCT asked.product_id, asked.asked_on, components.component_id
    FROM asked
    INNER JOIN components ON components.part_id = asked.product_id
),
near AS (
    SELECT
        opened.product_id, opened.asked_on, opened.part_id, schedule_lines.supplier_id,
        CAST(SUM(srm_thousandths(COALESCE(arrivals.arrived_qty, 1))) AS BIGINT) AS qty
    FROM opened
    INNER JOIN schedule_lines ON schedule_lines.part_id = opened.part_id
    INNER JOIN arrivals ON arrivals.line_id = schedule_lines.line_id
    WHERE arrivals.docked_on <= opened.asked_on
        AND arrivals.docked_on > srm_add_months(opened.asked_on, -12)
        AND COALESCE(arrivals.arrived_qty, 1) > 0
    GROUP BY opened.product_id, opened.asked_on, opened.part_id, schedule_lines.supplier_id
),
-- What was bought whole is not opened.
bought AS (
    SELECT
        near.*,
        MAX(
            CASE WHEN part_id = product_id THEN 1 ELSE 0 END
        ) OVER (PARTITION BY product_id, asked_on) AS is_whole
    FROM near
)
SELECT
    asked.effect_kind,
    asked.effect_id,
    asked.claimed_id,
    bought.part_id,
    bought.supplier_id,
    bought.qty,
    MIN(bought.part_id) OVER each_effect = MAX(bought.part_id) OVER each_effect AS is_only_part,
    MAX(
        CASE WHEN bought.supplier_id = asked.claimed_id THEN 1 ELSE 0 END
    ) OVER each_effect AS is_claim_possible
FROM asked
INNER JOIN bought ON bought.product_id = asked.product_id AND bought.asked_on = asked.asked_on
WHERE bought.is_whole = 0 OR bought.part_id = bought.product_id
WINDOW each_effect AS (PARTITION BY asked.effect_kind, asked.effect_id)
