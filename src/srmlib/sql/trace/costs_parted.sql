-- The rows of the ledger that are told anew, by whose cause they are.
DELETE FROM cost_ledger
WHERE EXISTS (
    SELECT 1
    FROM incident_costs
    WHERE incident_costs.source = cost_ledger.source
        AND incident_costs.event_id = cost_ledger.event_id
)
