-- Grain: one row per cost event and receipt it is borne by (or the event alone, where no receipt
-- bears it). Reporting currency. amount is null unless the state is amount. Shares of an event add
-- up to it in the smallest amounts of the reporting currency: each receipt gets its share by the
-- event's rule, rounded down, and what is left over goes one each to the largest remainders (ties
-- by receipt id).
-- share_weight of share_whole is what a row bears of its event, whatever its amount.
-- An event is valued once, whole: booked by the exchange rate of its order or its day, or its
-- driver times the rate in force on its day.
WITH events AS (
    SELECT
        cost_drivers.*,
        rates_daily.rate_value,
        rates_daily.rate_low,
        rates_daily.rate_high,
        rates_daily.rate_unit,
        rates_daily.rate_from,
        snapshot_info.smallest_cents,
        COALESCE(cost_drivers.own_fx_rate, fx_daily.fx_rate) AS fx_rate,
        COALESCE(cost_drivers.own_fx_units, fx_daily.fx_units) AS fx_units,
        CASE
            WHEN cost_drivers.state <> 'amount' THEN NULL
            WHEN cost_drivers.booked_cents IS NOT NULL THEN cost_drivers.booked_cents
            WHEN cost_drivers.rate_name IS NOT NULL
                THEN srm_valued(
                    cost_drivers.driver_qty,
                    rates_daily.rate_value,
                    cost_drivers.rate_per,
                    snapshot_info.smallest_cents
                )
            ELSE srm_converted_cents(
                cost_drivers.stated_amount,
                COALESCE(cost_drivers.own_fx_rate, fx_daily.fx_rate),
                COALESCE(cost_drivers.own_fx_units, fx_daily.fx_units),
                snapshot_info.smallest_cents
            )
        END AS event_cents
    FROM cost_drivers
    LEFT JOIN rates_daily
        ON rates_daily.rate_name = cost_drivers.rate_name
        AND rates_daily.day = cost_drivers.occurred_on
    LEFT JOIN fx_daily
        ON fx_daily.currency = cost_drivers.stated_currency
        AND fx_daily.day = cost_drivers.occurred_on
    CROSS JOIN snapshot_info
),
-- Only receipts of the event's own supplier, and of the part it names: two suppliers may use the
-- same shipment number. Only events the extract states: their ids are unique.
borne AS (
    SELECT
        events.element, events.event_id, events.allocate_by, events.event_cents,
        events.smallest_cents, receipt_prices.*
    FROM events
    INNER JOIN receipt_prices
        ON receipt_prices.line_id = events.line_id
        AND receipt_prices.supplier_id = events.supplier_id
    WHERE events.source = 'cost_events' AND events.line_id IS NOT NULL
    UNION ALL
    SELECT
        events.element, events.event_id, events.allocate_by, events.event_cents,
        events.smallest_cents, receipt_prices.*
    FROM events
    INNER JOIN receipt_prices
        ON receipt_prices.shipment_id = events.shipment_id
        AND receipt_prices.supplier_id = events.supplier_id
        AND (events.part_id IS NULL OR receipt_prices.part_id = events.part_id)
    WHERE events.source = 'cost_events' AND events.line_id IS NULL
    UNION ALL
    SELECT
        events.element, events.event_id, events.allocate_by, events.event_cents,
        events.smallest_cents, receipt_prices.*
    FROM events
    INNER JOIN receipt_prices
        ON receipt_prices.order_id = events.order_id
        AND receipt_prices.supplier_id = events.supplier_id
        AND (events.part_id IS NULL OR receipt_prices.part_id = events.part_id)
    WHERE events.source = 'cost_events' AND events.line_id IS NULL AND events.shipment_id IS NULL
),
measured AS (
    SELECT
        borne.*,
        CASE allocate_by
            WHEN 'value' THEN GREATEST(srm_cents(price_amount), 0)
            WHEN 'weight' THEN srm_thousandths(gross_weight)
            WHEN 'quantity' THEN srm_thousandths(arrived_qty)
        END AS measure,
        CASE WHEN allocate_by = 'quantity' THEN COALESCE(part_units.uom, '') END AS measured_in
    FROM borne
    LEFT JOIN part_units ON part_units.part_id = borne.part_id
),
weighed AS (
    SELECT
        measured.*,
        COUNT(*) OVER each_event AS bearers,
        COALESCE(
            MIN(measured_in) OVER each_event <> MAX(measured_in) OVER each_event, FALSE
        ) AS is_mixed,
        CASE
            WHEN COUNT(measure) OVER each_event = COUNT(*) OVER each_event
                THEN CAST(SUM(measure) OVER each_event AS BIGINT)
        END AS all_measure
    FROM measured
    WINDOW each_event AS (PARTITION BY event_id)
),
weights AS (
    -- Equally where what they should be spread by is nothing, is not known of every receipt, or is
    -- in several units of measure.
    SELECT
        weighed.*,
        srm_share(ABS(event_cents), 1, smallest_cents) AS whole,
        COALESCE(all_measure > 0, FALSE) AND NOT is_mixed AS is_by_measure,
        CASE WHEN all_measure > 0 AND NOT is_mixed THEN measure ELSE 1 END AS weight,
        CASE WHEN all_measure > 0 AND NOT is_mixed THEN all_measure ELSE bearers END AS all_weight
    FROM weighed
),
shares AS (
    SELECT
        weights.*,
        srm_share(whole, weight, all_weight) AS share,
        srm_remainder(whole, weight, all_weight) AS remainder
    FROM weights
),
ranked AS (
    SELECT
        shares.*,
        whole - CAST(SUM(share) OVER (PARTITION BY event_id) AS BIGINT) AS left_over,
        ROW_NUMBER() OVER (
            PARTITION BY event_id ORDER BY remainder DESC, receipt_id
        ) AS remainder_rank
    FROM shares
)
SELECT
    purchases.event_id,
    purchases.source,
    'price' AS element,
    CAST(NULL AS STRING) AS component,
    purchases.supplier_id,
    purchases.part_id,
    purchases.receipt_id,
    purchases.line_id,
    purchases.order_id,
    purchases.shipment_id,
    purchases.booked_on,
    CASE WHEN purchases.amount IS NULL THEN 'unknown' ELSE 'amount' END AS state,
    purchases.amount,
    purchases.amount AS event_amount,
    purchases.basis,
    purchases.stated_amount,
    purchases.stated_currency,
    purchases.fx_rate,
    purchases.fx_units,
    CAST(NULL AS DECIMAL(18, 3)) AS driver_qty,
    CAST(NULL AS STRING) AS driver_unit,
    CAST(NULL AS STRING) AS rate_name,
    CAST(NULL AS DECIMAL(18, 8)) AS rate_value,
    CAST(NULL AS DECIMAL(18, 8)) AS rate_low,
    CAST(NULL AS DECIMAL(18, 8)) AS rate_high,
    CAST(NULL AS STRING) AS rate_unit,
    CAST(NULL AS DATE) AS rate_from,
    CAST(NULL AS INTEGER) AS rate_per,
    CAST(1 AS BIGINT) AS share_weight,
    CAST(1 AS BIGINT) AS share_whole,
    purchases.rule,
    'terms' AS cause,
    'terms' AS cause_by,
    CAST(NULL AS STRING) AS cause_part,
    purchases.supplier_id AS booked_supplier_id,
    'buyer' AS paid_by
FROM purchases
UNION ALL
-- What was scrapped left the price: it is a cost of scrap, where no rate says what it was worth.
SELECT
    concat('material ', departures.row_id),
    'quality_notices',
    'scrap',
    NULL,
    departures.supplier_id,
    departures.part_id,
    departures.receipt_id,
    departures.line_id,
    departures.order_id,
    departures.shipment_id,
    departures.left_on,
    'amount',
    srm_amount(departures.ordered_cents + departures.beside_cents),
    srm_amount(departures.ordered_cents + departures.beside_cents),
    'booked',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    1,
    1,
    'whole: what was scrapped, at what it was bought for',
    departures.cause,
    'booked',
    NULL,
    departures.supplier_id,
    'buyer'
FROM departures
LEFT JOIN cost_drivers
    ON cost_drivers.element = 'scrap'
    AND cost_drivers.source = 'quality_notices'
    AND cost_drivers.event_id = concat('scrap ', departures.row_id)
WHERE departures.kind = 'scrapped'
    AND departures.ordered_cents IS NOT NULL
    AND cost_drivers.event_id IS NULL
UNION ALL
SELECT
    events.event_id,
    events.source,
    events.element,
    events.component,
    events.supplier_id,
    COALESCE(ranked.part_id, events.part_id),
    COALESCE(ranked.receipt_id, events.receipt_id),
    COALESCE(ranked.line_id, events.line_id),
    COALESCE(ranked.order_id, events.order_id),
    COALESCE(ranked.shipment_id, events.shipment_id),
    -- Freight and insurance belong to the quarter of the receipt, every other cost to the day of
    -- its event.
    CASE
        WHEN events.element = 'freight_duty' THEN COALESCE(ranked.docked_on, events.occurred_on)
        ELSE events.occurred_on
    END,
    events.state,
    CASE
        WHEN events.state <> 'amount' THEN NULL
        WHEN ranked.receipt_id IS NULL THEN srm_amount(events.event_cents)
        ELSE srm_amount(
            (CASE WHEN events.event_cents < 0 THEN -1 ELSE 1 END)
            * events.smallest_cents
            * (
                ranked.share + CASE
                    WHEN ranked.remainder_rank <= ranked.left_over THEN 1
                    ELSE 0
                END
            )
        )
    END,
    srm_amount(events.event_cents),
    CASE WHEN events.rate_name IS NULL THEN 'booked' ELSE 'rate' END,
    events.stated_amount,
    CASE WHEN events.stated_amount IS NOT NULL THEN events.stated_currency END,
    events.fx_rate,
    events.fx_units,
    events.driver_qty,
    CASE
        WHEN events.rate_name IS NOT NULL
            THEN COALESCE(events.driver_unit, srm_after(events.rate_unit, '/'))
    END,
    events.rate_name,
    events.rate_value,
    events.rate_low,
    events.rate_high,
    events.rate_unit,
    events.rate_from,
    CASE WHEN events.rate_name IS NOT NULL THEN events.rate_per END,
    COALESCE(ranked.weight, 1),
    COALESCE(ranked.all_weight, 1),
    CASE
        WHEN events.rule IS NOT NULL THEN events.rule
        WHEN events.own_fx_rate IS NOT NULL
            THEN concat('whole: at the ', events.own_fx_of, '''s own exchange rate')
        WHEN events.receipt_id IS NOT NULL THEN 'whole: of this receipt'
        WHEN ranked.receipt_id IS NULL
            AND events.line_id IS NOT NULL
            AND events.source <> 'cost_events'
            THEN 'whole: of this order line'
        WHEN ranked.receipt_id IS NULL THEN 'whole: no receipt bears it'
        WHEN ranked.bearers = 1 THEN 'whole: one receipt bears it'
        WHEN ranked.is_by_measure
            THEN concat(
                'by ', events.allocate_by, ' over ', CAST(ranked.bearers AS STRING), ' receipts'
            )
        WHEN events.allocate_by = 'equally'
            THEN concat('equally over ', CAST(ranked.bearers AS STRING), ' receipts')
        WHEN events.allocate_by = 'value'
            THEN concat('equally over ', CAST(ranked.bearers AS STRING), ' receipts without value')
        WHEN ranked.is_mixed
            THEN concat(
                'equally over ', CAST(ranked.bearers AS STRING),
                ' receipts: their quantities are in different units'
            )
        ELSE concat(
            'equally over ', CAST(ranked.bearers AS STRING), ' receipts: ', events.allocate_by,
            ' is not known of all'
        )
    END,
    events.cause,
    -- Whose word that is: the agreed terms, the row it was booked with, or a rule of the element.
    CASE
        WHEN events.cause = 'terms' THEN 'terms'
        WHEN events.source IN ('cost_events', 'quality_notices', 'tickets', 'invoice_lines')
            THEN 'booked'
        ELSE 'rule'
    END,
    NULL,
    events.supplier_id,
    events.paid_by
FROM events
LEFT JOIN ranked ON ranked.element = events.element AND ranked.event_id = events.event_id
