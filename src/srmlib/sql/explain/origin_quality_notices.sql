-- Grain: one row per quality notice, with the price and quantity of the receipt it is about.
SELECT quality_notices.*, receipt_prices.price_amount, receipt_prices.arrived_qty
FROM quality_notices
LEFT JOIN receipt_prices ON receipt_prices.receipt_id = quality_notices.receipt_id
