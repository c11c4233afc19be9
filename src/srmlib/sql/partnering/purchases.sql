-- What was paid for goods in a year: to this supplier, in its category, and to all outside firms.
SELECT
    COALESCE(SUM(CASE WHEN cost_ledger.supplier_id = $supplier_id THEN cost_ledger.amount END), 0)
        AS theirs,
    COALESCE(
        SUM(
            CASE
                WHEN
                    suppliers.category IN (
                        SELECT own.category FROM suppliers AS own
                        WHERE own.supplier_id = $supplier_id
                    )
                    THEN cost_ledger.amount
            END
        ),
        0
    ) AS of_category,
    COALESCE(SUM(cost_ledger.amount), 0) AS of_all
FROM cost_ledger
INNER JOIN suppliers ON suppliers.supplier_id = cost_ledger.supplier_id
WHERE
    cost_ledger.element = 'price'
    AND suppliers.kind = 'outside'
    AND cost_ledger.booked_on >= $since
    AND cost_ledger.booked_on <= $until
