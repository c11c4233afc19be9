-- The rows of a metric with those of one supplier read anew from what was entered.
SELECT * FROM snapshot.main.{rows}
WHERE supplier_id NOT IN (SELECT register_supplier.supplier_id FROM register_supplier)
UNION ALL
SELECT * FROM {entered}
