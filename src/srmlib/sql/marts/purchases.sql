-- Grain: one row of the price: of a receipt what it was ordered for; what of it went back or was
-- scrapped, at what it was bought for and on the day it left; what an invoice asks beside the
-- order; what a credit note takes off the price; and what was invoiced for a service. Reporting
-- currency; null where it is not known how much left. basis says which of them.
SELECT
    concat('price ', receipt_prices.receipt_id) AS event_id,
    'receipts' AS source,
    'price' AS basis,
    receipt_prices.supplier_id,
    receipt_prices.part_id,
    receipt_prices.receipt_id,
    receipt_prices.line_id,
    receipt_prices.order_id,
    receipt_prices.shipment_id,
    receipt_prices.docked_on AS booked_on,
    receipt_prices.price_amount AS amount,
    receipt_prices.stated_amount,
    receipt_prices.stated_currency,
    receipt_prices.fx_rate,
    receipt_prices.fx_units,
    CASE
        WHEN receipt_prices.arrived_qty IS NULL
            THEN 'purchase price ordered, as the quantity that arrived is not known'
        WHEN NOT receipt_prices.is_order_known
            THEN 'purchase price ordered, as the quantity ordered is not known'
        WHEN receipt_prices.is_own_rate
            THEN 'purchase price of what arrived, at the order''s own exchange rate'
        ELSE 'purchase price of what arrived'
    END AS rule
FROM receipt_prices
UNION ALL
SELECT
    concat(departures.kind, ' ', departures.row_id),
    CASE WHEN departures.kind = 'returned' THEN 'receipts' ELSE 'quality_notices' END,
    departures.kind,
    departures.supplier_id,
    departures.part_id,
    departures.receipt_id,
    departures.line_id,
    departures.order_id,
    departures.shipment_id,
    departures.left_on,
    srm_amount(-departures.ordered_cents - departures.beside_cents),
    NULL,
    NULL,
    NULL,
    NULL,
    CASE
        WHEN departures.ordered_cents IS NULL THEN 'how much left is not known'
        WHEN departures.kind = 'returned' THEN 'what went back, at what it was bought for'
        ELSE 'what was scrapped, at what it was bought for: it is a cost of scrap'
    END
FROM departures
UNION ALL
SELECT
    concat('variance ', invoice_amounts.invoice_line_id),
    'invoice_lines',
    'variance',
    invoice_amounts.supplier_id,
    invoice_amounts.part_id,
    invoice_amounts.receipt_id,
    invoice_amounts.line_id,
    invoice_amounts.order_id,
    invoice_amounts.shipment_id,
    invoice_amounts.invoiced_on,
    srm_amount(invoice_charges.variance_cents),
    NULL,
    NULL,
    NULL,
    NULL,
    'what the invoice asks beside the price ordered'
FROM invoice_charges
INNER JOIN invoice_amounts
    ON invoice_amounts.invoice_line_id = invoice_charges.invoice_line_id
WHERE invoice_charges.variance_cents <> 0
UNION ALL
SELECT
    concat('correction ', invoice_amounts.invoice_line_id),
    'invoice_lines',
    'correction',
    invoice_amounts.supplier_id,
    invoice_amounts.part_id,
    invoice_amounts.receipt_id,
    invoice_amounts.line_id,
    invoice_amounts.order_id,
    invoice_amounts.shipment_id,
    invoice_amounts.invoiced_on,
    srm_amount(-price_corrections.reversed_cents - price_corrections.allowed_cents),
    NULL,
    NULL,
    NULL,
    NULL,
    'what the credit note takes off the price'
FROM price_corrections
INNER JOIN invoice_amounts
    ON invoice_amounts.invoice_line_id = price_corrections.invoice_line_id
WHERE price_corrections.reversed_cents + price_corrections.allowed_cents <> 0
UNION ALL
SELECT
    concat('invoiced ', invoice_amounts.invoice_line_id),
    'invoice_lines',
    'invoiced',
    invoice_amounts.supplier_id,
    invoice_amounts.part_id,
    NULL,
    invoice_amounts.line_id,
    invoice_amounts.order_id,
    NULL,
    invoice_amounts.invoiced_on,
    srm_convert(
        srm_stated(invoice_amounts.amount),
        invoice_amounts.fx_rate,
        invoice_amounts.fx_units,
        invoice_amounts.smallest_cents
    ),
    invoice_amounts.stated_amount,
    invoice_amounts.currency,
    invoice_amounts.own_fx_rate,
    invoice_amounts.own_fx_units,
    'as invoiced: of a service nothing is received'
FROM invoice_amounts
WHERE invoice_amounts.charges = 'service' AND NOT invoice_amounts.is_credit
