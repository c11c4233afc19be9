-- The cost ledger with one supplier's rows, and all of the incidents whose cause was entered, read
-- anew.
SELECT cost_ledger.*
FROM snapshot.main.cost_ledger AS cost_ledger
WHERE cost_ledger.supplier_id NOT IN (SELECT register_supplier.supplier_id FROM register_supplier)
    AND NOT EXISTS (
        SELECT 1
        FROM incident_costs
        WHERE incident_costs.source = cost_ledger.source
            AND incident_costs.event_id = cost_ledger.event_id
    )
UNION ALL
SELECT * FROM entered_cost_ledger
