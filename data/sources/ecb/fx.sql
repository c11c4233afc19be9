-- The bank quotes units of a currency for one euro. A rate between two currencies is a pair of its
-- quotations of one day: so many units of the reporting currency for so many of the other. Neither
-- is divided by the other here, so that nothing is rounded before an amount is. The euro's own
-- quotation is 1. On a day without a quotation of the reporting currency there is no rate at all; a
-- load that needs one says so.
WITH quoted AS (
    UNPIVOT eurofxref_hist ON COLUMNS(
        * EXCLUDE ("Date", source_file, source_row)
    ) INTO NAME currency VALUE per_euro
),
with_euro AS (
    SELECT "Date" AS rate_on, currency, per_euro, source_file, source_row FROM quoted
    UNION ALL
    SELECT "Date", 'EUR', '1', source_file, source_row FROM eurofxref_hist
)
SELECT
    foreign_one.currency, foreign_one.rate_on, own.per_euro AS fx_rate,
    foreign_one.per_euro AS fx_units, foreign_one.source_file, foreign_one.source_row
FROM with_euro AS foreign_one
INNER JOIN load_info ON foreign_one.currency <> load_info.reporting_currency
INNER JOIN with_euro AS own
    ON own.rate_on = foreign_one.rate_on AND own.currency = load_info.reporting_currency
