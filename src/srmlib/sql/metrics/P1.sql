-- Grain: one row per basis and promise to a customer that depends on the supplier.
-- A basis reads differently which promises depend on the supplier, whose word makes its cause, and
-- whether the first or the last promise counts.
-- Counted: kept, broken_theirs (the supplier's cause: the only miss), broken_other (another's). Not
-- counted: cause_open (broken, and nobody has said, or the firms have not agreed, by whose cause),
-- not_shipped, not_due (due after the as-of date, kept or not, or on it and not kept).
WITH dated AS (
    SELECT
        bases_p1.basis,
        bases_p1.depends,
        bases_p1.cause,
        customer_promises.*,
        CASE
            WHEN bases_p1.promise = 'first'
                THEN COALESCE(customer_promises.first_promised_on, customer_promises.promised_on)
            ELSE customer_promises.promised_on
        END AS due_on,
        -- What happened after the as-of date is not known yet.
        CASE
            WHEN customer_promises.shipped_on <= snapshot_info.as_of
                THEN customer_promises.shipped_on
        END AS known_shipped_on,
        CASE
            WHEN customer_promises.kept_on <= snapshot_info.as_of THEN customer_promises.kept_on
        END AS known_kept_on,
        snapshot_info.as_of
    FROM customer_promises
    INNER JOIN bases_p1 ON bases_p1.supplier_id = customer_promises.supplier_id
    CROSS JOIN snapshot_info
),
judged AS (
    SELECT
        dated.*,
        CASE
            WHEN depends = 'shipped' AND known_shipped_on IS NULL THEN 'not_shipped'
            WHEN due_on > as_of THEN 'not_due'
            WHEN known_kept_on <= due_on THEN 'kept'
            WHEN known_kept_on IS NULL AND due_on >= as_of THEN 'not_due'
            WHEN COALESCE(broken_cause, 'open') = 'open'
                OR (cause = 'agreed' AND NOT COALESCE(is_cause_agreed, FALSE))
                THEN 'cause_open'
            WHEN broken_cause = 'theirs' THEN 'broken_theirs'
            ELSE 'broken_other'
        END AS outcome
    FROM dated
)
SELECT
    basis,
    supplier_id,
    promise_id AS row_id,
    due_on AS counted_on,
    outcome,
    outcome IN ('kept', 'broken_theirs', 'broken_other') AS is_counted,
    CAST(
        CASE WHEN outcome IN ('kept', 'broken_other') THEN 1 ELSE 0 END AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    promise_id,
    customer_order_id,
    first_promised_on,
    promised_on,
    known_shipped_on AS shipped_on,
    known_kept_on AS kept_on,
    broken_cause,
    is_cause_agreed
FROM judged
