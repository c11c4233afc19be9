-- Which rows of one column are of a firm that merged, before they are read as the other's.
INSERT INTO merged_rows
SELECT CAST(? AS VARCHAR), CAST(? AS VARCHAR), rows_of_firm.{key}, rows_of_firm.{column}
FROM {table} AS rows_of_firm
INNER JOIN merged_firms ON merged_firms.supplier_id = rows_of_firm.{column}
