-- The ledger's rows of incidents, each parted by whose cause it is, whose word that is, and which
-- supplier's. A row that is of one cause and of the supplier it was booked of stays whole. What
-- goes to another supplier leaves behind which goods of the first it was booked on, and is one row.
WITH parts AS (
    SELECT
        cost_parts.*,
        incident_costs.source,
        incident_costs.element,
        incident_costs.event_id,
        cost_parts.supplier_id <> cost_parts.booked_supplier_id AS is_moved,
        CASE
            WHEN cost_parts.supplier_id = cost_parts.booked_supplier_id
                THEN incident_costs.receipt_id
        END AS borne_by
    FROM cost_parts
    INNER JOIN incident_costs ON incident_costs.cost_no = cost_parts.cost_no
),
told AS (
    SELECT
        source,
        element,
        event_id,
        supplier_id,
        borne_by,
        cause,
        cause_by,
        is_moved,
        MIN(cost_no) AS cost_no,
        CAST(SUM(amount) AS DECIMAL(18, 2)) AS amount
    FROM parts
    GROUP BY
        source, element, event_id, supplier_id, borne_by, cause, cause_by, is_moved
),
numbered AS (
    SELECT
        told.*,
        COUNT(*) OVER (PARTITION BY source, element, event_id, borne_by, is_moved)
            + MAX(CASE WHEN is_moved THEN 1 ELSE 0 END)
                OVER (PARTITION BY source, element, event_id) AS tellings
    FROM told
),
anew AS (
    SELECT
        cost_no AS told_no,
        supplier_id AS told_supplier_id,
        amount AS told_amount,
        cause AS told_cause,
        cause_by AS told_by,
        is_moved,
        tellings > 1 AS is_part
    FROM numbered
)
SELECT
    {columns},
    CASE WHEN NOT anew.is_moved THEN incident_costs.receipt_id END AS receipt_id,
    CASE WHEN NOT anew.is_moved THEN incident_costs.line_id END AS line_id,
    CASE WHEN NOT anew.is_moved THEN incident_costs.order_id END AS order_id,
    CASE WHEN NOT anew.is_moved THEN incident_costs.shipment_id END AS shipment_id,
    anew.told_supplier_id AS supplier_id,
    anew.told_amount AS amount,
    -- What it bears of the event: its own cents of all; of nothing, and where it is not known, as
    -- the row did.
    CASE
        WHEN anew.is_part AND incident_costs.event_amount <> 0
            THEN ABS(srm_cents(anew.told_amount))
        ELSE incident_costs.share_weight
    END AS share_weight,
    CASE
        WHEN anew.is_part AND incident_costs.event_amount <> 0
            THEN ABS(srm_cents(incident_costs.event_amount))
        ELSE incident_costs.share_whole
    END AS share_whole,
    anew.told_cause AS cause,
    anew.told_by AS cause_by,
    CASE WHEN anew.is_part THEN concat(anew.told_cause, ' ', anew.told_by) END AS cause_part
FROM anew
INNER JOIN incident_costs ON incident_costs.cost_no = anew.told_no
