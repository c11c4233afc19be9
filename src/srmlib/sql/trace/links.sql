-- The ways of every effect with their causes, weighed: parts per 1,000,000,000 of the effect,
-- rounded down, the rest one each to the largest remainders. Where the cause lies with a tier-2
-- firm and the lot tells which, the way parts by what each of them made.
WITH parted AS (
    SELECT
        candidates_read.*,
        cause_sides.cause_side,
        cause_sides.rule,
        CASE
            WHEN cause_sides.cause_side = 'carrier' THEN candidates_read.sole_carrier_id
            WHEN cause_sides.cause_side = 'tier2'
                THEN COALESCE(
                    candidates_read.behind_supplier_id, behind_lots.behind_supplier_id,
                    candidates_read.sole_maker_id
                )
            ELSE candidates_read.behind_supplier_id
        END AS firm_behind_id,
        CASE
            WHEN behind_lots.weight IS NULL THEN candidates_read.measure
            ELSE srm_share(candidates_read.measure, behind_lots.weight, 1000000000)
        END AS part_measure,
        behind_lots.behind_supplier_id AS lot_behind_id
    FROM candidates_read
    INNER JOIN cause_sides
        ON cause_sides.fact_kind = candidates_read.fact_kind
        AND cause_sides.fact_claim = candidates_read.fact_claim
        AND cause_sides.fact_agreed = candidates_read.fact_agreed
        AND cause_sides.fact_hand_over = candidates_read.fact_hand_over
        AND cause_sides.fact_carriage = candidates_read.fact_carriage
        AND cause_sides.fact_changed_by_us = candidates_read.fact_changed_by_us
        AND cause_sides.fact_suppliers = candidates_read.fact_suppliers
        AND cause_sides.fact_maker = candidates_read.fact_maker
        AND cause_sides.fact_behind = candidates_read.fact_behind
        AND cause_sides.fact_defect_family = candidates_read.fact_defect_family
    LEFT JOIN behind_lots
        ON cause_sides.cause_side = 'tier2'
        AND candidates_read.behind_supplier_id IS NULL
        AND behind_lots.lot_id = candidates_read.lot_id
),
summed AS (
    SELECT
        parted.*,
        GREATEST(part_measure, 1) AS own_measure,
        CAST(
            SUM(GREATEST(part_measure, 1)) OVER (PARTITION BY effect_kind, effect_id) AS BIGINT
        ) AS sum_measure
    FROM parted
),
shares AS (
    SELECT
        summed.*,
        srm_share(1000000000, own_measure, sum_measure) AS share,
        srm_remainder(1000000000, own_measure, sum_measure) AS remainder
    FROM summed
),
ranked AS (
    SELECT
        shares.*,
        1000000000
            - CAST(SUM(share) OVER (PARTITION BY effect_kind, effect_id) AS BIGINT) AS parts_left,
        ROW_NUMBER() OVER (
            PARTITION BY effect_kind, effect_id
            ORDER BY
                remainder DESC, COALESCE(supplier_id, ''), COALESCE(part_id, ''),
                COALESCE(lot_id, ''), COALESCE(receipt_id, ''), COALESCE(line_id, ''),
                COALESCE(firm_behind_id, '')
        ) AS remainder_rank
    FROM shares
)
SELECT
    effect_kind, effect_id, part_id, receipt_id, line_id, lot_id, supplier_id,
    firm_behind_id AS behind_supplier_id, cause_side, made_at, rule, evidence,
    share + CASE WHEN remainder_rank <= parts_left THEN 1 ELSE 0 END AS weight,
    least, most
FROM ranked
