-- Grain: one row per group of the links of a quarter, most first: how many effects touch it, what
-- they weigh and cost. {columns} are what they are grouped by.
WITH links AS (
    SELECT
        trace_links.*,
        suppliers.name AS supplier,
        behind.name AS behind,
        parts.name AS part
    FROM trace_links
    LEFT JOIN suppliers ON suppliers.supplier_id = trace_links.supplier_id
    LEFT JOIN suppliers AS behind ON behind.supplier_id = trace_links.behind_supplier_id
    LEFT JOIN parts ON parts.part_id = trace_links.part_id
    WHERE trace_links.occurred_on >= ?
        AND trace_links.occurred_on < ?
        AND trace_links.weight > 0
)
SELECT
    {columns},
    COUNT(DISTINCT concat(effect_kind, ' ', effect_id)) AS events,
    CAST(SUM(weight) AS BIGINT) AS weight,
    CAST(SUM(amount) AS DECIMAL(18, 2)) AS amount
FROM links
GROUP BY {columns}
ORDER BY weight DESC, 1, 2
