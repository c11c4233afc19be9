-- Grain: one row per link, where two firms that are one now may each have had one. The shares add
-- up; one that is not known leaves the sum unknown.
SELECT
    supplier_id,
    behind_supplier_id,
    kind,
    part_id,
    CASE WHEN COUNT(share_rate) = COUNT(*) THEN SUM(share_rate) END AS share_rate,
    MIN(source_file) AS source_file,
    MIN(source_row) AS source_row
FROM supply_links
GROUP BY supplier_id, behind_supplier_id, kind, part_id
