-- Every way an effect may lead, with what the rules of causes are decided by. Where only days or
-- the bill of materials tell, the ways to the supplier that is named are kept. least and most: what
-- the way's supplier may truly account for. Of a known lot, so many units at most as it had from
-- that supplier or is not traced, and at least those that no other could have supplied; by days or
-- by part alone, anything, unless it is the only one. Where a branch of a lot is of no known part,
-- anything too.
WITH measured AS (
    SELECT
        candidates.*,
        cases.defect_family,
        COALESCE(late_pairs.claim, cases.claim) AS claim,
        late_pairs.agreed_claim,
        COALESCE(late_pairs.suppliers, 1) AS suppliers,
        COALESCE(late_pairs.made_at, line_facts.made_at) AS made_at,
        COALESCE(late_pairs.hand_over, line_facts.hand_over) AS hand_over,
        COALESCE(late_pairs.carriage, line_facts.carriage) AS carriage,
        COALESCE(late_pairs.is_changed_by_us, line_facts.is_changed_by_us) AS is_changed_by_us,
        makers.behind_supplier_id AS sole_maker_id,
        carriers.behind_supplier_id AS sole_carrier_id,
        behind.lot_id IS NOT NULL AS is_lot_behind,
        CASE
            WHEN suppliers.kind <> 'own_warehouse' OR suppliers.kind IS NULL THEN candidates.maker
            -- What our own warehouse sends was made by somebody else: who, only the extract can
            -- tell.
            WHEN COALESCE(late_pairs.made_at, line_facts.made_at) IS NULL THEN 'none'
            ELSE 'own_warehouse'
        END AS from_maker,
        CASE
            WHEN COALESCE(cases.unit_count, 1) > 0 THEN 1000 * COALESCE(cases.unit_count, 1)
            ELSE 1000
        END AS units,
        SUM(srm_product(candidates.weight, candidates.qty)) OVER each_effect AS all_wide,
        SUM(srm_product(candidates.weight, candidates.qty)) OVER (
            PARTITION BY
                candidates.effect_kind, candidates.effect_id, candidates.maker,
                candidates.supplier_id
        ) AS firm_wide,
        SUM(
            CASE
                WHEN candidates.maker = 'none' THEN srm_product(candidates.weight, candidates.qty)
                ELSE 0
            END
        ) OVER each_effect AS untraced_wide,
        open_lots.effect_id IS NOT NULL
            AND candidates.evidence IN ('serial', 'lot', 'window') AS is_open,
        COALESCE(
            cases.supplier_id IN (candidates.supplier_id, candidates.behind_supplier_id), FALSE
        ) AS is_claimed,
        MAX(
            CASE
                WHEN cases.supplier_id IN (candidates.supplier_id, candidates.behind_supplier_id)
                    THEN 1
                ELSE 0
            END
        ) OVER each_effect AS some_claimed
    FROM candidates
    INNER JOIN cases
        ON cases.effect_kind = candidates.effect_kind AND cases.effect_id = candidates.effect_id
    LEFT JOIN suppliers ON suppliers.supplier_id = candidates.supplier_id
    LEFT JOIN late_pairs
        ON late_pairs.effect_id = CASE
            WHEN candidates.effect_kind = 'late_order' THEN candidates.effect_id
        END
        AND late_pairs.supplier_id = candidates.supplier_id
    LEFT JOIN line_facts
        ON line_facts.line_id = CASE
            WHEN candidates.effect_kind = 'line_stop' AND candidates.evidence = 'line'
                THEN candidates.line_id
        END
    LEFT JOIN sole_firms AS makers
        ON makers.kind = CASE
            WHEN candidates.effect_kind = 'incident' THEN 'service'
            ELSE 'maker'
        END
        AND makers.supplier_id = candidates.supplier_id
        AND COALESCE(makers.part_id, '') = COALESCE(candidates.part_id, '')
    LEFT JOIN sole_firms AS carriers
        ON carriers.kind = 'carrier'
        AND carriers.supplier_id = candidates.supplier_id
        AND COALESCE(carriers.part_id, '') = COALESCE(candidates.part_id, '')
    LEFT JOIN (SELECT DISTINCT lot_id FROM behind_lots) AS behind
        ON behind.lot_id = candidates.lot_id
    LEFT JOIN (
        SELECT DISTINCT effect_lots.effect_kind, effect_lots.effect_id
        FROM effect_lots
        INNER JOIN source_lots ON source_lots.root_lot_id = effect_lots.lot_id
        WHERE source_lots.part_id IS NULL AND source_lots.maker = 'none'
    ) AS open_lots
        ON open_lots.effect_kind = candidates.effect_kind
        AND open_lots.effect_id = candidates.effect_id
    WINDOW each_effect AS (PARTITION BY candidates.effect_kind, candidates.effect_id)
),
sized AS (
    SELECT
        measured.*,
        firm_wide = all_wide AND NOT is_open AS is_only_firm,
        firm_wide + CASE WHEN maker = 'none' THEN 0 ELSE untraced_wide END AS most_wide,
        srm_unit(all_wide) AS unit
    FROM measured
),
narrowed AS (
    SELECT
        sized.*,
        srm_share(weight, qty, unit) AS measure,
        srm_narrow(firm_wide, unit) AS firm_measure,
        srm_narrow(most_wide, unit) AS most_measure,
        srm_narrow(all_wide, unit) AS all_measure
    FROM sized
),
near AS (
    SELECT
        narrowed.*,
        -- To the nearest thousandth: a share has nine places, and a third of three is one.
        srm_quotient(srm_share(2 * whole_qty, firm_measure, all_measure) + 1, 2) AS near_firm_qty,
        srm_quotient(srm_share(2 * whole_qty, most_measure, all_measure) + 1, 2) AS near_most_qty
    FROM narrowed
),
supplied AS (
    SELECT
        near.*,
        -- A unit is of one firm: what is less than one may still be in one, and need not be.
        1000 * srm_quotient(near_firm_qty, 1000) AS firm_qty,
        1000 * srm_quotient(GREATEST(near_most_qty, 1) + 999, 1000) AS most_qty
    FROM near
)
SELECT
    effect_kind,
    effect_id,
    part_id,
    receipt_id,
    line_id,
    lot_id,
    supplier_id,
    behind_supplier_id,
    sole_maker_id,
    sole_carrier_id,
    made_at,
    evidence,
    measure,
    units,
    whole_qty,
    firm_qty,
    most_qty,
    is_open,
    CASE
        WHEN is_only_firm THEN 1000000000
        WHEN evidence IN ('line', 'claim') THEN srm_share(1000000000, firm_measure, all_measure)
        WHEN whole_qty IS NULL OR is_open OR evidence IN ('window', 'bom') THEN 0
        ELSE GREATEST(
            0,
            srm_share(
                1000000000, LEAST(units, whole_qty) - LEAST(units, whole_qty - firm_qty),
                LEAST(units, whole_qty)
            )
        )
    END AS least,
    CASE
        WHEN is_only_firm THEN 1000000000
        WHEN evidence IN ('line', 'claim') THEN srm_share(1000000000, firm_measure, all_measure)
        WHEN whole_qty IS NULL OR is_open OR evidence IN ('window', 'bom') THEN 1000000000
        ELSE srm_share(1000000000, LEAST(units, whole_qty, most_qty), LEAST(units, whole_qty))
    END AS most,
    effect_kind AS fact_kind,
    COALESCE(claim, 'none') AS fact_claim,
    COALESCE(agreed_claim, 'none') AS fact_agreed,
    COALESCE(hand_over, 'unknown') AS fact_hand_over,
    COALESCE(carriage, 'unknown') AS fact_carriage,
    CASE WHEN is_changed_by_us THEN 'yes' ELSE 'no' END AS fact_changed_by_us,
    CASE WHEN suppliers > 1 THEN 'several' ELSE 'one' END AS fact_suppliers,
    CASE WHEN behind_supplier_id IS NOT NULL THEN 'tier2' ELSE from_maker END AS fact_maker,
    CASE
        WHEN is_lot_behind THEN 'lot'
        WHEN sole_maker_id IS NULL THEN 'none'
        WHEN effect_kind = 'incident' THEN 'service'
        ELSE 'maker'
    END AS fact_behind,
    COALESCE(LOWER(defect_family), 'none') AS fact_defect_family
FROM supplied
-- What lots tell holds against what somebody claims; what only days or the bill of materials leave
-- open, the claim narrows down.
WHERE some_claimed = 0 OR is_claimed OR evidence IN ('serial', 'lot')
