-- Grain: one row per late order and supplier it waited for. An order is late when a promise of it
-- was kept after its day, or not yet kept and overdue. Where some of its suppliers are known to
-- have been late and others in time, it waited for those that were late; where one is blamed, not
-- for those that are not. What both firms agreed goes before both: one whose cause it was agreed to
-- be stays, and one of whom it was agreed that it was not is left out where another's is agreed.
-- hand_over: whether the supplier gave the goods to the carrier by its last moment, else its last
-- day; not known where either is missing.
WITH broken AS (
    SELECT
        customer_promises.customer_order_id,
        customer_promises.supplier_id,
        -- Where the promise names no line: the supplier's own lines of that order, where it was
        -- ordered for the customer.
        COALESCE(customer_promises.line_id, schedule_lines.line_id) AS line_id,
        customer_promises.promised_on,
        customer_promises.shipped_on,
        customer_promises.shipped_at,
        customer_promises.broken_cause,
        customer_promises.is_cause_agreed
    FROM customer_promises
    LEFT JOIN schedule_lines
        ON customer_promises.line_id IS NULL
        AND schedule_lines.order_id = customer_promises.customer_order_id
        AND schedule_lines.supplier_id = customer_promises.supplier_id
    CROSS JOIN snapshot_info
    WHERE (
        customer_promises.kept_on <= snapshot_info.as_of
        AND customer_promises.kept_on > customer_promises.promised_on
    )
        OR (
            COALESCE(customer_promises.kept_on, srm_add_days(snapshot_info.as_of, 1))
            > snapshot_info.as_of
            AND customer_promises.promised_on < snapshot_info.as_of)
),
waited AS (
    SELECT customer_order_id AS effect_id, broken.* FROM broken
    UNION ALL
    -- What our own warehouse sent late, where no promise tells of it.
    SELECT
        d1_rows.line_id, d1_rows.order_id, d1_rows.supplier_id, d1_rows.line_id, d1_rows.counted_on,
        NULL, NULL, NULL, NULL
    FROM d1_rows
    INNER JOIN suppliers
        ON suppliers.supplier_id = d1_rows.supplier_id AND suppliers.kind = 'own_warehouse'
    LEFT JOIN broken ON broken.line_id = d1_rows.line_id
    WHERE d1_rows.basis = 'agreed'
        AND d1_rows.outcome IN ('late', 'overdue')
        AND broken.line_id IS NULL
),
read AS (
    SELECT
        waited.*,
        suppliers.kind AS supplier_kind,
        line_facts.part_id,
        line_facts.made_at,
        line_facts.is_changed_by_us,
        line_facts.line_late,
        COALESCE(line_facts.carriage, 'unknown') AS carriage,
        CASE
            WHEN line_facts.is_received THEN line_facts.hand_over
            -- Nothing received of it yet: when it left, as the promise has it, by the same rule.
            ELSE srm_hand_over(
                waited.shipped_on, waited.shipped_at, line_facts.ship_by_on, line_facts.ship_by_at
            )
        END AS hand_over
    FROM waited
    INNER JOIN suppliers ON suppliers.supplier_id = waited.supplier_id
    LEFT JOIN line_facts ON line_facts.line_id = waited.line_id
),
pairs AS (
    -- Several lines of one supplier in one order are one pair: handed over when the last was.
    SELECT
        effect_id,
        supplier_id,
        MIN(customer_order_id) AS customer_order_id,
        MIN(promised_on) AS promised_on,
        MIN(line_id) AS line_id,
        CASE WHEN MIN(part_id) = MAX(part_id) THEN MIN(part_id) END AS part_id,
        MIN(made_at) AS made_at,
        MIN(supplier_kind) AS supplier_kind,
        MAX(CASE WHEN is_changed_by_us THEN 1 ELSE 0 END) = 1 AS is_changed_by_us,
        -- In time where every line was; 'unknown' stands after 'late' and 'in_time'.
        CASE
            WHEN MAX(COALESCE(hand_over, 'unknown')) = 'unknown' THEN 'unknown'
            WHEN MIN(hand_over) = MAX(hand_over) THEN MIN(hand_over)
            ELSE 'late'
        END AS hand_over,
        -- Of lines on different terms: not known.
        CASE
            WHEN MIN(carriage) = MAX(carriage) THEN MIN(carriage)
            ELSE 'unknown'
        END AS carriage,
        MAX(line_late) AS line_late,
        MAX(broken_cause) AS broken_cause,
        MAX(CASE WHEN NOT is_cause_agreed THEN 1 ELSE 0 END) AS some_not_agreed,
        -- Agreed of the pair where it is agreed of all its promises.
        CASE
            WHEN MIN(CASE WHEN is_cause_agreed THEN 1 ELSE 0 END) = 1
                AND MAX(broken_cause) IN ('theirs', 'shared', 'ours')
                THEN MAX(broken_cause)
        END AS agreed_claim
    FROM read
    GROUP BY effect_id, supplier_id
),
placed AS (
    SELECT
        pairs.*,
        MAX(line_late) OVER (PARTITION BY effect_id) AS some_late,
        MAX(
            CASE WHEN broken_cause IN ('theirs', 'shared', 'open') THEN 1 ELSE 0 END
        ) OVER (PARTITION BY effect_id) AS some_blamed,
        MAX(
            CASE WHEN agreed_claim IN ('theirs', 'shared') THEN 1 ELSE 0 END
        ) OVER (PARTITION BY effect_id) AS some_agreed
    FROM pairs
)
SELECT
    effect_id,
    supplier_id,
    customer_order_id,
    promised_on,
    line_id,
    part_id,
    made_at,
    supplier_kind,
    is_changed_by_us,
    hand_over,
    carriage,
    CASE WHEN some_not_agreed = 1 THEN 'open' ELSE broken_cause END AS claim,
    agreed_claim,
    COUNT(*) OVER (PARTITION BY effect_id) AS suppliers
FROM placed
WHERE CASE
    WHEN agreed_claim IN ('theirs', 'shared') THEN TRUE
    WHEN agreed_claim = 'ours' AND some_agreed = 1 THEN FALSE
    ELSE (COALESCE(some_late, 0) = 0 OR COALESCE(line_late, 1) = 1)
        -- Where another supplier is blamed, "ours" says only that it was not this one.
        AND (some_blamed = 0 OR COALESCE(broken_cause, '') <> 'ours' OR COALESCE(line_late, 0) = 1)
END
