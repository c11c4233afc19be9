-- Total cost over price. Grain: one row per line of the cost ledger and basis: cost beside the
-- price over the price of the same goods. A basis chooses whether costs we caused, credits the
-- supplier gave, costs beyond freight, insurance and duty, costs valued by a rate, and the cost of
-- capital tied up count. outcome: price, added, credit are counted, and shared by half, where costs
-- we caused do not count and the shares of a shared cause are not agreed; ours, recovered, element,
-- rate, carrying are left out by the basis; supplier_paid is the supplier's own cost on every
-- basis; included and unknown hold no amount.
WITH read AS (
    SELECT
        bases_c1.basis,
        cost_ledger.supplier_id,
        cost_ledger.booked_on,
        cost_ledger.element,
        cost_ledger.component,
        cost_ledger.part_id,
        cost_ledger.receipt_id,
        cost_ledger.line_id,
        cost_ledger.order_id,
        cost_ledger.shipment_id,
        cost_ledger.event_id,
        cost_ledger.state,
        cost_ledger.amount,
        cost_ledger.cause,
        cost_ledger.cause_by,
        cost_ledger.cause_part,
        CASE
            WHEN cost_ledger.state <> 'amount' THEN cost_ledger.state
            WHEN cost_ledger.paid_by = 'supplier' THEN 'supplier_paid'
            WHEN cost_ledger.element = 'price' THEN 'price'
            WHEN bases_c1.elements = 'invoiced' AND cost_ledger.element <> 'freight_duty'
                THEN 'element'
            WHEN bases_c1.recovered = 'out' AND cost_ledger.element = 'recovered' THEN 'recovered'
            WHEN bases_c1.ours = 'out' AND cost_ledger.cause = 'ours' THEN 'ours'
            WHEN bases_c1.carrying = 'out' AND cost_elements.ties_up_capital THEN 'carrying'
            WHEN bases_c1.rates = 'out' AND cost_ledger.basis = 'rate' THEN 'rate'
            WHEN bases_c1.ours = 'out' AND cost_ledger.cause = 'shared' THEN 'shared'
            WHEN cost_ledger.amount < 0 THEN 'credit'
            ELSE 'added'
        END AS outcome
    FROM cost_ledger
    INNER JOIN bases_c1 ON bases_c1.supplier_id = cost_ledger.supplier_id
    INNER JOIN cost_elements ON cost_elements.element = cost_ledger.element
)
SELECT
    basis,
    supplier_id,
    CASE
        WHEN element = 'price' THEN event_id
        ELSE concat(
            event_id,
            CASE WHEN receipt_id IS NOT NULL THEN concat(' / ', receipt_id) ELSE '' END,
            CASE WHEN cause_part IS NOT NULL THEN concat(' / ', cause_part) ELSE '' END
        )
    END AS row_id,
    booked_on AS counted_on,
    outcome,
    outcome IN ('price', 'added', 'credit', 'shared') AS is_counted,
    CASE
        WHEN outcome IN ('price', 'supplier_paid') THEN CAST(0 AS DECIMAL(18, 3))
        WHEN outcome = 'shared'
            THEN CAST(CAST(amount AS DECIMAL(18, 3)) * CAST(0.5 AS DECIMAL(2, 1)) AS DECIMAL(18, 3))
        ELSE CAST(amount AS DECIMAL(18, 3))
    END AS numerator,
    CAST(CASE WHEN outcome = 'price' THEN amount ELSE 0 END AS DECIMAL(18, 3)) AS denominator,
    element,
    component,
    part_id,
    receipt_id,
    line_id,
    order_id,
    shipment_id,
    event_id,
    state,
    amount,
    cause,
    cause_by
FROM read
