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
        schedule_lines.currency,
        CASE
            WHEN arrivals.is_qty_known AND schedule_lines.ordered_qty > 0
                THEN srm_share(srm_cents(schedule_lines.value_amount), 1000 * arrivals.line_qty_so_far, 1000 * schedule_lines.ordered_qty)
                    - srm_share(srm_cents(schedule_lines.value_amount), 1000 * (arrivals.line_qty_so_far - arrivals.arrived_qty), 1000 * schedule_lines.ordered_qty)
            ELSE srm_share(srm_cents(schedule_lines.value_amount), arrivals.line_receipt_number, arrivals.line_receipts)
                - srm_share(srm_cents(schedule_lines.value_amount), arrivals.line_receipt_number - 1, arrivals.line_receipts)
        END AS price_cents
    FROM arrivals
    INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id
),
events AS (
    SELECT
        cost_events.*,
        srm_cents(CAST(cost_events.amount * fx_daily.fx_rate AS DECIMAL(19, 2))) AS event_cents
    FROM cost_events
    LEFT JOIN fx_daily ON fx_daily.currency = cost_events.currency AND fx_daily.day = cost_events.occurred_on
),
borne AS (
    SELECT events.event_id, price.receipt_id, price.line_id, price.shipment_id, price.part_id, price.supplier_id, price.docked_on, price.price_cents
    FROM events
    INNER JOIN price ON price.line_id = events.line_id
    WHERE events.line_id IS NOT NULL
    UNION ALL
    SELECT events.event_id, price.receipt_id, price.line_id, price.shipment_id, price.part_id, price.supplier_id, price.docked_on, price.price_cents
    FROM events
    INNER JOIN price ON price.shipment_id = events.shipment_id
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
    concat('price ', price.receipt_id) AS event_id,
    'price' AS element,
    CAST(NULL AS VARCHAR) AS component,
    price.supplier_id,
    price.part_id,
    price.receipt_id,
    price.line_id,
    price.shipment_id,
    price.docked_on AS booked_on,
    'amount' AS state,
    CAST(srm_amount(price.price_cents) * fx_daily.fx_rate AS DECIMAL(19, 2)) AS amount,
    'purchase price of what arrived' AS rule,
    'terms' AS cause
FROM price
LEFT JOIN fx_daily ON fx_daily.currency = price.currency AND fx_daily.day = price.docked_on
UNION ALL
SELECT
    events.event_id,
    events.element,
    events.component,
    COALESCE(ranked.supplier_id, events.supplier_id),
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
        WHEN ranked.is_by_value THEN concat('by value over ', CAST(ranked.bearers AS VARCHAR), ' receipts')
        ELSE concat('equally over ', CAST(ranked.bearers AS VARCHAR), ' receipts without value')
    END,
    events.cause
FROM events
LEFT JOIN ranked ON ranked.event_id = events.event_id
