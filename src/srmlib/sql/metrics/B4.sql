-- Grain: one row per question the supplier asked: the days until we answered (numerator; the
-- denominator is 1). A basis reads differently whether its days are calendar or working days (of
-- whose service hours). A question without an answer counts with the days it has waited so far.
-- Counted: answered, unanswered. Not counted: backwards (answered before asked).
WITH known AS (
    SELECT
        bases_b4.basis,
        bases_b4.days,
        bases_b4.calendar,
        queries.*,
        CASE
            WHEN queries.answered_on <= snapshot_info.as_of THEN queries.answered_on
        END AS known_answered_on,
        snapshot_info.as_of
    FROM queries
    INNER JOIN bases_b4 ON bases_b4.supplier_id = queries.supplier_id
    CROSS JOIN snapshot_info
    WHERE queries.asked_on <= snapshot_info.as_of
),
judged AS (
    SELECT
        known.*,
        CASE
            WHEN known_answered_on IS NULL THEN 'unanswered'
            WHEN known_answered_on < asked_on THEN 'backwards'
            ELSE 'answered'
        END AS outcome
    FROM known
)
SELECT
    basis,
    supplier_id,
    query_id AS row_id,
    asked_on AS counted_on,
    outcome,
    outcome IN ('answered', 'unanswered') AS is_counted,
    CAST(
        CASE
            WHEN outcome = 'backwards' THEN NULL
            WHEN days = 'working'
                THEN srm_workdays_before(calendar, COALESCE(known_answered_on, as_of))
                - srm_workdays_before(calendar, asked_on)
            ELSE srm_days_between(asked_on, COALESCE(known_answered_on, as_of))
        END AS DECIMAL(18, 3)
    ) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    subject,
    asked_on,
    known_answered_on AS answered_on
FROM judged
