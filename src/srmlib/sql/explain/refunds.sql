-- Grain: one row per credit that recovers a cost (event_id): how much of it is the price of goods
-- that went back; in ten-thousandths of its own currency (refunded), else in cents reported.
SELECT
    CASE WHEN source = 'invoice_lines' THEN concat('credit note ', credit_id) ELSE credit_id END
        AS event_id,
    refunded,
    refunded_cents,
    excess_cents
FROM refunds
