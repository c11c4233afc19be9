-- Grain: one row per effect that is open, or of which a share is, bought part and supplier that
-- delivered it in the year before: the part at fault, else every bought part that the bill of
-- materials knows in the product. Before the lot of the product was made, or before the day it
-- broke where that is not known; the bill is that of the same day. Of a part that nobody delivered,
-- those who were approved to (evidence: approved): they may have, and no record says that they did.
-- What had gone back by then does not count. is_lost: how much of it that supplier delivered is
-- unknown, beside others.
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
        doubtful_effects.effect_kind,
        doubtful_effects.effect_id,
        doubtful_effects.supplier_id AS claimed_id,
        COALESCE(doubtful_effects.part_id, products.part_id) AS product_id,
        COALESCE(products.made_on, doubtful_effects.occurred_on) AS asked_on
    FROM doubtful_effects
    LEFT JOIN products
        ON products.effect_kind = doubtful_effects.effect_kind
        AND products.effect_id = doubtful_effects.effect_id
),
opened AS (
    SELECT DISTINCT product_id, asked_on, product_id AS part_id FROM asked
    UNION ALL
    SELECT DISTINCT asked.product_id, asked.asked_on, components.component_id
    FROM asked
    INNER JOIN components
        ON components.part_id = asked.product_id
        AND COALESCE(asked.asked_on >= components.valid_from, TRUE)
        AND COALESCE(asked.asked_on < components.valid_until, TRUE)
),
came AS (
    SELECT
        opened.product_id, opened.asked_on, opened.part_id, schedule_lines.supplier_id,
        CASE
            WHEN COUNT(CASE WHEN NOT returns.is_qty_stated THEN 1 END) > 0 THEN 0
            ELSE srm_thousandths(
                MAX(arrivals.arrived_qty) - COALESCE(SUM(returns.returned_qty), 0)
            )
        END AS qty
    FROM opened
    INNER JOIN schedule_lines ON schedule_lines.part_id = opened.part_id
    INNER JOIN arrivals ON arrivals.line_id = schedule_lines.line_id
    LEFT JOIN returns
        ON returns.of_receipt_id = arrivals.receipt_id AND returns.returned_on <= opened.asked_on
    WHERE arrivals.docked_on <= opened.asked_on
        AND arrivals.docked_on > srm_add_months(opened.asked_on, -12)
    GROUP BY
        opened.product_id, opened.asked_on, opened.part_id, schedule_lines.supplier_id,
        arrivals.receipt_id
),
summed AS (
    SELECT
        product_id, asked_on, part_id, supplier_id,
        CAST(SUM(qty) AS BIGINT) AS qty,
        COUNT(*) > COUNT(qty) AS is_qty_unknown
    FROM came
    WHERE qty > 0 OR qty IS NULL
    GROUP BY product_id, asked_on, part_id, supplier_id
),
near AS (
    SELECT
        product_id, asked_on, part_id, supplier_id, 'bom' AS evidence,
        -- A delivery of unknown quantity has as much as all others of the part together.
        CASE
            WHEN is_qty_unknown
                THEN CAST(
                    COALESCE(
                        SUM(qty) OVER (PARTITION BY product_id, asked_on, part_id), 1000
                    ) AS BIGINT
                )
            ELSE qty
        END AS qty,
        is_qty_unknown
            AND COUNT(*) OVER (PARTITION BY product_id, asked_on, part_id) > 1 AS is_lost
    FROM summed
),
possible AS (
    SELECT * FROM near
    UNION ALL
    SELECT DISTINCT
        opened.product_id, opened.asked_on, opened.part_id, approved_vendors.supplier_id,
        'approved', CAST(1 AS BIGINT), FALSE
    FROM opened
    INNER JOIN approved_vendors
        ON approved_vendors.part_id = opened.part_id
        AND COALESCE(opened.asked_on >= approved_vendors.valid_from, TRUE)
        AND COALESCE(opened.asked_on < approved_vendors.valid_until, TRUE)
    LEFT JOIN near
        ON near.product_id = opened.product_id
        AND near.asked_on = opened.asked_on
        AND near.part_id = opened.part_id
    WHERE near.part_id IS NULL
),
-- What was bought whole is not opened.
bought AS (
    SELECT
        possible.*,
        MAX(
            CASE WHEN evidence = 'bom' AND part_id = product_id THEN 1 ELSE 0 END
        ) OVER (PARTITION BY product_id, asked_on) AS is_whole
    FROM possible
)
SELECT
    asked.effect_kind,
    asked.effect_id,
    asked.claimed_id,
    bought.part_id,
    bought.supplier_id,
    bought.evidence,
    bought.qty,
    bought.is_lost,
    MIN(bought.part_id) OVER each_effect = MAX(bought.part_id) OVER each_effect AS is_only_part,
    MAX(
        CASE
            WHEN bought.evidence = 'bom' AND bought.supplier_id = asked.claimed_id THEN 1
            ELSE 0
        END
    ) OVER each_effect AS is_claim_possible
FROM asked
INNER JOIN bought ON bought.product_id = asked.product_id AND bought.asked_on = asked.asked_on
WHERE bought.is_whole = 0 OR bought.part_id = bought.product_id
WINDOW each_effect AS (PARTITION BY asked.effect_kind, asked.effect_id)
