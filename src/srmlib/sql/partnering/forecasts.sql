-- The last forecast given to a supplier in a year; null where none was.
SELECT MAX(made_on) AS made_on
FROM forecasts
WHERE supplier_id = $supplier_id AND made_on >= $since AND made_on <= $until
