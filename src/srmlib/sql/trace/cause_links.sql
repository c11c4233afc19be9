-- The links as they are kept: with their number among those of the effect, and the words of their
-- cause.
SELECT
    links.effect_kind,
    links.effect_id AS traced_as,
    ROW_NUMBER() OVER (
        PARTITION BY links.effect_kind, links.effect_id
        ORDER BY
            COALESCE(links.supplier_id, ''), COALESCE(links.part_id, ''),
            COALESCE(links.lot_id, ''), COALESCE(links.receipt_id, ''),
            COALESCE(links.line_id, ''), COALESCE(links.behind_supplier_id, ''), links.cause_side
    ) AS link_no,
    links.part_id,
    links.receipt_id,
    links.line_id,
    links.lot_id,
    links.supplier_id,
    links.behind_supplier_id,
    links.cause_side,
    CASE links.cause_side
        WHEN 'theirs' THEN COALESCE(suppliers.name, 'Supplier not known')
        WHEN 'tier2'
            THEN concat(COALESCE(behind.name, links.made_at, 'Maker not known'), ' (tier 2)')
        WHEN 'carrier' THEN COALESCE(behind.name, 'Carrier')
        WHEN 'ours' THEN 'The buyer'
        WHEN 'shared' THEN 'Shared'
        WHEN 'not_agreed' THEN 'Not agreed'
        ELSE 'Not traced yet'
    END AS cause,
    links.rule,
    links.evidence,
    links.weight,
    links.least,
    links.most
FROM links
LEFT JOIN suppliers ON suppliers.supplier_id = links.supplier_id
LEFT JOIN suppliers AS behind ON behind.supplier_id = links.behind_supplier_id
