-- DuckDB only: a table is changed by another.
-- Whom a complaint is traced to, where lots, pieces or an agreed cause tell: the supplier with at
-- least half of it that is not the buyer's or a carrier's, else the buyer or carrier with half. Of
-- two halves the one that was named, else none. What only days, the bill of materials or a claim
-- tell stays as the extract has it. Whether the supplier accepted it is not known of another than
-- the one it was named of.
UPDATE {complaints} AS complaints
SET
    named_supplier_id = CASE
        WHEN complaints.traced_to IS NULL THEN complaints.supplier_id
        ELSE complaints.named_supplier_id
    END,
    supplier_id = owners.supplier_id,
    traced_to = owners.traced_to,
    is_accepted = CASE
        WHEN owners.supplier_id = complaints.supplier_id THEN complaints.is_accepted
    END
FROM (
    WITH parts AS (
        SELECT
            links.effect_id,
            CASE
                WHEN links.cause_side = 'ours' THEN 'buyer'
                WHEN links.cause_side = 'carrier' THEN 'carrier'
                WHEN links.cause_side = 'not_traced' OR links.supplier_id IS NULL THEN 'nobody'
                ELSE 'supplier'
            END AS traced_to,
            CASE
                WHEN links.cause_side NOT IN ('ours', 'carrier', 'not_traced')
                    THEN links.supplier_id
            END AS supplier_id,
            SUM(links.weight) AS weight
        FROM trace_links AS links
        WHERE links.effect_kind = 'complaint'
            AND (links.evidence IN ('serial', 'lot', 'line') OR links.rule LIKE 'agreed%')
        GROUP BY 1, 2, 3
    ),
    ranked AS (
        SELECT
            parts.*,
            COUNT(*) OVER (PARTITION BY parts.effect_id, parts.weight) AS alike,
            CASE
                WHEN named.traced_to IS NULL THEN named.supplier_id
                ELSE named.named_supplier_id
            END AS named_id
        FROM parts
        INNER JOIN {complaints} AS named ON named.complaint_id = parts.effect_id
        WHERE parts.traced_to <> 'nobody' AND 2 * parts.weight >= 1000000000
    )
    SELECT effect_id, traced_to, supplier_id
    FROM ranked
    WHERE alike = 1 OR supplier_id = named_id
) AS owners
WHERE owners.effect_id = complaints.complaint_id
