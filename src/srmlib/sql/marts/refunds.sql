-- Grain: one row per credit of a supplier, a credit note that corrects no invoice or a credit that
-- the extract states: how much of it is the price of goods that went back, which left the price on
-- their own day. Only what exceeds it recovers a cost. Credit notes and stated credits may tell of
-- the same money: each kind is set against the goods by itself.
-- A credit of an order line, in the order's currency, refunds goods of that line, in that currency;
-- any other refunds what of the supplier's goods that went back those leave. The earlier go first.
-- excess is in ten-thousandths of the credit's own currency for the first, excess_cents in the
-- reporting currency for the others.
WITH credits AS (
    SELECT
        'invoice_lines' AS source,
        invoice_amounts.invoice_line_id AS credit_id,
        invoice_amounts.supplier_id,
        invoice_amounts.line_id,
        invoice_amounts.invoiced_on AS credited_on,
        invoice_amounts.stated_amount,
        invoice_amounts.currency,
        invoice_amounts.own_fx_rate AS fx_rate,
        invoice_amounts.own_fx_units AS fx_units
    FROM invoice_amounts
    WHERE invoice_amounts.is_credit
        AND invoice_amounts.correction = 'none'
        AND invoice_amounts.charges <> 'service'
    UNION ALL
    SELECT
        'cost_events',
        cost_events.event_id,
        cost_events.supplier_id,
        cost_events.line_id,
        cost_events.occurred_on,
        -cost_events.amount,
        cost_events.currency,
        fx_daily.fx_rate,
        fx_daily.fx_units
    FROM cost_events
    CROSS JOIN snapshot_info
    LEFT JOIN fx_daily
        ON fx_daily.currency = cost_events.currency AND fx_daily.day = cost_events.occurred_on
    WHERE cost_events.element = 'recovered'
        AND cost_events.state = 'amount'
        AND cost_events.amount < 0
        AND COALESCE(cost_events.paid_by, 'buyer') = 'buyer'
        -- A credit for a stop, a complaint or what customers returned is none for these goods.
        AND cost_events.effect_kind IS NULL
        AND cost_events.occurred_on <= snapshot_info.as_of
),
back AS (
    SELECT
        supplier_id,
        line_id,
        GREATEST(CAST(SUM(ordered + beside) AS BIGINT), 0) AS amount,
        GREATEST(CAST(SUM(ordered_cents + beside_cents) AS BIGINT), 0) AS cents
    FROM departures
    WHERE kind = 'returned'
    GROUP BY supplier_id, line_id
),
of_lines AS (
    SELECT
        credits.*,
        srm_ten_thousandths(credits.stated_amount) AS amount,
        COALESCE(back.amount, 0) AS back_amount,
        COALESCE(back.cents, 0) AS back_cents,
        CAST(SUM(srm_ten_thousandths(credits.stated_amount)) OVER (
            PARTITION BY credits.source, credits.line_id
            ORDER BY credits.credited_on, credits.credit_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS so_far
    FROM credits
    INNER JOIN schedule_lines
        ON schedule_lines.line_id = credits.line_id
        AND schedule_lines.currency = credits.currency
    LEFT JOIN back ON back.line_id = credits.line_id
),
refunding AS (
    SELECT
        of_lines.*,
        LEAST(so_far, back_amount) AS until,
        LEAST(so_far - amount, back_amount) AS before
    FROM of_lines
),
first_refunds AS (
    SELECT
        source, credit_id, supplier_id, credited_on,
        until - before AS refunded,
        amount - until + before AS excess,
        CASE
            WHEN back_amount = 0 THEN 0
            ELSE srm_price_of(back_cents, until, back_amount, 1)
                - srm_price_of(back_cents, before, back_amount, 1)
        END AS refunded_cents
    FROM refunding
),
sources AS (
    SELECT DISTINCT source, supplier_id FROM credits
),
left_over AS (
    SELECT
        sources.source,
        sources.supplier_id,
        COALESCE(all_back.cents, 0) - COALESCE(refunded.cents, 0) AS cents
    FROM sources
    LEFT JOIN (
        SELECT supplier_id, CAST(SUM(cents) AS BIGINT) AS cents FROM back GROUP BY supplier_id
    ) AS all_back
        ON all_back.supplier_id = sources.supplier_id
    LEFT JOIN (
        SELECT source, supplier_id, CAST(SUM(refunded_cents) AS BIGINT) AS cents
        FROM first_refunds
        GROUP BY source, supplier_id
    ) AS refunded
        ON refunded.source = sources.source AND refunded.supplier_id = sources.supplier_id
),
others AS (
    SELECT
        credits.*,
        left_over.cents AS back_cents,
        srm_converted_cents(
            credits.stated_amount, credits.fx_rate, credits.fx_units, snapshot_info.smallest_cents
        ) AS cents
    FROM credits
    CROSS JOIN snapshot_info
    INNER JOIN left_over
        ON left_over.source = credits.source AND left_over.supplier_id = credits.supplier_id
    LEFT JOIN first_refunds
        ON first_refunds.source = credits.source AND first_refunds.credit_id = credits.credit_id
    WHERE first_refunds.credit_id IS NULL
),
running AS (
    SELECT
        others.*,
        CAST(SUM(cents) OVER (
            PARTITION BY source, supplier_id ORDER BY credited_on, credit_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS so_far
    FROM others
)
SELECT source, credit_id, refunded, excess, refunded_cents, CAST(NULL AS BIGINT) AS excess_cents
FROM first_refunds
UNION ALL
SELECT
    source,
    credit_id,
    CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT),
    LEAST(so_far, back_cents) - LEAST(so_far - cents, back_cents),
    cents - LEAST(so_far, back_cents) + LEAST(so_far - cents, back_cents)
FROM running
