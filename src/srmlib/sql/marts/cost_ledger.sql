-- Grain: one row per cost event and receipt it is borne by (or the event alone, where no receipt bears it). Reporting currency.
-- amount is null unless the state is amount. Shares of an event add up to it to the cent: each receipt gets its share by value,
-- rounded down, and the cents left over go one each to the largest remainders (ties by receipt id).
WITH price AS (
    -- A receipt's part of its line's price: by quantity, or in equal parts where the extract has no quantities.
    SELECT
        arrivals.receipt_id,
        arrivals.line_id,
        arrivals.shipment_id,
        arrivals.docked_on,
        schedule_lines.supplier_id,
        schedule_lines.part_id,
        fx_daily.fx_rate,
        CASE
            WHEN arrivals.is_qty_known AND schedule_lines.ordered_qty > 0
                THEN srm_share(srm_cents(schedule_lines.value_amount), 1000 * arrivals.line_qty_so_far, 1000 * schedule_lines.ordered_qty)
                    - srm_share(srm_cents(schedule_lines.value_amount), 1000 * (arrivals.line_qty_so_far - arrivals.arrived_qty), 1000 * schedule_lines.ordered_qty)
            ELSE srm_share(srm_cents(schedule_lines.value_amount), arrivals.line_receipt_number, arrivals.line_receipts)
                - srm_share(srm_cents(schedule_lines.value_amount), arrivals.line_receipt_number - 1, arrivals.line_receipts)
        END AS price_cents
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
    LEFT JOIN fx_daily ON fx_daily.currency = schedule_lines.currency AND fx_daily.day = arrivals.docked_on
),
priced AS (
    SELECT price.*, CAST(srm_amount(price.price_cents) * price.fx_rate AS DECIMAL(19, 2)) AS price_amount
    FROM price
),
events AS (
    SELECT
        cost_events.*,
        srm_cents(CAST(cost_events.amount * fx_daily.fx_rate AS DECIMAL(19, 2))) AS event_cents
    FROM cost_events
    LEFT JOIN fx_daily ON fx_daily.currency = cost_events.currency AND fx_daily.day = cost_events.occurred_on
),
borne AS (
    -- Only receipts of the event's own supplier: two suppliers may use the same shipment number.
    SELECT
        events.event_id, priced.receipt_id, priced.line_id, priced.shipment_id, priced.part_id, priced.docked_on,
        srm_cents(priced.price_amount) AS price_cents
    FROM events
    INNER JOIN priced ON priced.line_id = events.line_id AND priced.supplier_id = events.supplier_id
    WHERE events.line_id IS NOT NULL
    UNION ALL
    SELECT
        events.event_id, priced.receipt_id, priced.line_id, priced.shipment_id, priced.part_id, priced.docked_on,
        srm_cents(priced.price_amount) AS price_cents
    FROM events
    INNER JOIN priced ON priced.shipment_id = events.shipment_id AND priced.supplier_id = events.supplier_id
    WHERE events.line_id IS NULL
),
weighed AS (
    SELECT
        borne.*,
        CASE WHEN SUM(GREATEST(price_cents, 0)) OVER (PARTITION BY event_id) > 0 THEN GREATEST(price_cents, 0) ELSE 1 END AS weight,
        SUM(GREATEST(price_cents, 0)) OVER (PARTITION BY event_id) > 0 AS is_by_value,
        COUNT(*) OVER (PARTITION BY event_id) AS bearers
    FROM borne
),
shares AS (
    SELECT
        weighed.*,
        ABS(events.event_cents) AS whole_cents,
        srm_share(ABS(events.event_cents), weighed.weight, SUM(weighed.weight) OVER (PARTITION BY weighed.event_id)) AS share_cents,
        srm_remainder(ABS(events.event_cents), weighed.weight, SUM(weighed.weight) OVER (PARTITION BY weighed.event_id)) AS remainder
    FROM weighed
    INNER JOIN events ON events.event_id = weighed.event_id
),
ranked AS (
    SELECT
        shares.*,
        whole_cents - SUM(share_cents) OVER (PARTITION BY event_id) AS cents_left,
        ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY remainder DESC, receipt_id) AS remainder_rank
    FROM shares
)
SELECT
    concat('price ', priced.receipt_id) AS event_id,
    'price' AS element,
    CAST(NULL AS STRING) AS component,
    priced.supplier_id,
    priced.part_id,
    priced.receipt_id,
    priced.line_id,
    priced.shipment_id,
    priced.docked_on AS booked_on,
    'amount' AS state,
    priced.price_amount AS amount,
    'purchase price of what arrived' AS rule,
    'terms' AS cause
FROM priced
UNION ALL
SELECT
    events.event_id,
    events.element,
    events.component,
    events.supplier_id,
    ranked.part_id,
    ranked.receipt_id,
    COALESCE(ranked.line_id, events.line_id),
    COALESCE(ranked.shipment_id, events.shipment_id),
    -- Freight and insurance belong to the quarter of the receipt, every other cost to the day of its event.
    CASE WHEN events.element = 'freight_duty' THEN COALESCE(ranked.docked_on, events.occurred_on) ELSE events.occurred_on END,
    events.state,
    CASE
        WHEN events.state <> 'amount' THEN NULL
        WHEN ranked.receipt_id IS NULL THEN srm_amount(events.event_cents)
        ELSE srm_amount(
            (CASE WHEN events.event_cents < 0 THEN -1 ELSE 1 END)
            * (ranked.share_cents + CASE WHEN ranked.remainder_rank <= ranked.cents_left THEN 1 ELSE 0 END)
        )
    END,
    CASE
        WHEN ranked.receipt_id IS NULL THEN 'whole: no receipt bears it'
        WHEN ranked.bearers = 1 THEN 'whole: one receipt bears it'
        WHEN ranked.is_by_value THEN concat('by value over ', CAST(ranked.bearers AS STRING), ' receipts')
        ELSE concat('equally over ', CAST(ranked.bearers AS STRING), ' receipts without value')
    END,
    events.cause
FROM events
LEFT JOIN ranked ON ranked.event_id = events.event_id
