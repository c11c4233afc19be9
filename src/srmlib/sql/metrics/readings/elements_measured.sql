-- The elements of cost that an extract states anywhere, or has the rows and rates to derive.
SELECT element FROM cost_measured
UNION
SELECT element FROM cost_ledger
