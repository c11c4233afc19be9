-- Grain: one row per event of the ledger that is made of goods that left (event_id): what came with
-- their receipt for how much, how many had left before them, and what invoices of their line asked
-- beside the order. One departure is a row of the price and, of what was scrapped, one of scrap.
SELECT
    concat(events.name, departures.row_id) AS event_id,
    departures.*,
    receipt_prices.arrived_qty,
    receipt_prices.stated_amount AS receipt_amount,
    receipt_prices.stated_currency,
    receipt_prices.fx_rate,
    receipt_prices.fx_units
FROM departures
INNER JOIN receipt_prices ON receipt_prices.receipt_id = departures.receipt_id
INNER JOIN (
    SELECT 'returned ' AS name, 'returned' AS kind
    UNION ALL
    SELECT 'scrapped ', 'scrapped'
    UNION ALL
    SELECT 'scrap ', 'scrapped'
    UNION ALL
    SELECT 'material ', 'scrapped'
) AS events
    ON events.kind = departures.kind
