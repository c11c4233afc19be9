-- Grain: one row per complaint that was named of another supplier than it is traced to.
SELECT
    named_supplier_id AS owner_id,
    source_file,
    source_row,
    concat(
        complaint_id, ': named of ', named_supplier_id, ', traced to ',
        COALESCE(supplier_id, concat('the ', traced_to))
    ) AS seen
FROM complaints
WHERE named_supplier_id IS NOT NULL AND COALESCE(supplier_id, '') <> named_supplier_id
