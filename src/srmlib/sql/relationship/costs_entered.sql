-- The ledger's rows, as they were booked, of the incidents whose cause was entered in the register.
SELECT incident_costs.*
FROM snapshot.main.incident_costs AS incident_costs
WHERE EXISTS (
    SELECT 1
    FROM cost_incidents
    INNER JOIN register_links
        ON register_links.effect_kind = cost_incidents.effect_kind
        AND register_links.effect_id = cost_incidents.effect_id
    WHERE cost_incidents.source = incident_costs.source
        AND cost_incidents.event_id = incident_costs.event_id
)
