-- The values, by the end of a quarter, of the rates that value a known cost the buyer bore in it;
-- the last of a rate is the one in force.
SELECT rate_name AS name, unit, value, low, high, source, agreed_by
FROM rates
WHERE valid_from < $until
    AND rate_name IN (
        SELECT rate_name
        FROM cost_ledger
        WHERE state = 'amount'
            AND paid_by = 'buyer'
            AND booked_on >= $start
            AND booked_on < $until
    )
ORDER BY rate_name, valid_from
