-- Every row of a firm that merged is the other's. DuckDB only: UPDATE from another table.
UPDATE {table}
SET {column} = merged_firms.into_supplier_id
FROM merged_firms
WHERE merged_firms.supplier_id = {table}.{column}
