-- Grain: one row per month made and age in whole calendar months: the complaints traced to a
-- supplier that came before a day, about finished lots of known quantity made in a span of days.
-- Those about none such stand in one row without a month.
WITH told AS (
    SELECT
        complaints.received_on,
        COALESCE(serials.lot_id, complaints.lot_id) AS lot_id
    FROM complaints
    LEFT JOIN serials ON serials.serial_id = complaints.serial_id
    WHERE complaints.supplier_id = $supplier_id
        AND complaints.received_on >= $start
        AND complaints.received_on < $known_until
),
placed AS (
    SELECT
        told.received_on,
        CASE
            WHEN lots.lot_qty IS NOT NULL
                AND lots.made_on >= $start
                AND lots.made_on < $until
                AND lots.made_on <= told.received_on
                AND NOT EXISTS (
                    SELECT 1 FROM lot_inputs
                    WHERE lot_inputs.input_lot_id = lots.lot_id
                        AND lot_inputs.output_lot_id <> lots.lot_id
                )
                AND EXISTS (
                    SELECT 1 FROM lot_closure
                    WHERE lot_closure.root_lot_id = lots.lot_id
                        AND lot_closure.supplier_id = $supplier_id
                        AND lot_closure.is_source
                )
                THEN CAST(DATE_TRUNC('month', lots.made_on) AS DATE)
        END AS month_on
    FROM told
    LEFT JOIN lots ON lots.lot_id = told.lot_id
)
SELECT
    month_on,
    CASE WHEN month_on IS NOT NULL THEN srm_months_between(month_on, received_on) END AS age,
    COUNT(*) AS claims
FROM placed
GROUP BY
    month_on, CASE WHEN month_on IS NOT NULL THEN srm_months_between(month_on, received_on) END
ORDER BY month_on, age
