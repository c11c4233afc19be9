-- The periods of all metrics, with those of one supplier whose rows are read anew.
SELECT metric_months.*
FROM snapshot.main.metric_months AS metric_months
LEFT JOIN register_supplier ON register_supplier.supplier_id = metric_months.supplier_id
LEFT JOIN register_metrics ON register_metrics.metric_id = metric_months.metric_id
WHERE register_supplier.supplier_id IS NULL OR register_metrics.metric_id IS NULL
UNION ALL
SELECT * FROM months_entered
