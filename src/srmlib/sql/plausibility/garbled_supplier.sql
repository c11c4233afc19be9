-- Grain: one row per supplier whose name or id has letters as of a text read in a wrong encoding.
SELECT
    supplier_id AS owner_id,
    source_file,
    source_row,
    CONCAT(supplier_id, ' ', name) AS seen
FROM suppliers
WHERE srm_is_garbled(supplier_id) OR srm_is_garbled(name)
