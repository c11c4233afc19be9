-- DuckDB only: a table is changed by another.
-- What the links whose cause was entered come to, as the ledger has it.
UPDATE register_links
SET amount = link_amounts.amount
FROM {amounts} AS link_amounts
WHERE link_amounts.effect_kind = register_links.effect_kind
    AND link_amounts.effect_id = register_links.effect_id
    AND link_amounts.link_no = register_links.link_no
