-- The links of all that broke, with those whose cause was agreed in the register in place of what
-- the load made of them.
SELECT trace_links.*
FROM snapshot.main.trace_links AS trace_links
WHERE NOT EXISTS (
    SELECT 1
    FROM register_links
    WHERE register_links.effect_kind = trace_links.effect_kind
        AND register_links.effect_id = trace_links.effect_id
)
UNION ALL
SELECT * FROM register_links
