-- Grain: one row per effect that cost something and link of it: its part of the cost, which is the
-- ledger's rows that the buyer bears.
SELECT effect_kind, effect_id, link_no, CAST(SUM(amount) AS DECIMAL(18, 2)) AS amount
FROM cost_parts
WHERE paid_by = 'buyer' AND amount IS NOT NULL AND effect_id IS NOT NULL
GROUP BY effect_kind, effect_id, link_no
