-- Grain: one row per part whose name or id has letters as of a text read in a wrong encoding.
SELECT
    CAST(NULL AS STRING) AS owner_id,
    source_file,
    source_row,
    CONCAT(part_id, ' ', name) AS seen
FROM parts
WHERE srm_is_garbled(part_id) OR srm_is_garbled(name)
