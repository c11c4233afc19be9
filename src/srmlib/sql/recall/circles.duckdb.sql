-- Which of some pieces were built into themselves, by way of others. DuckDB only: they are followed
-- by recursion, and bound as one list.
WITH RECURSIVE chain AS (
    SELECT serial_id AS first_id, built_into_serial_id AS at_id
    FROM serials
    WHERE list_contains($ids, serial_id) AND built_into_serial_id IS NOT NULL
    UNION
    SELECT chain.first_id, serials.built_into_serial_id
    FROM chain
    INNER JOIN serials ON serials.serial_id = chain.at_id
    WHERE chain.at_id <> chain.first_id AND serials.built_into_serial_id IS NOT NULL
)
SELECT first_id AS serial_id FROM chain WHERE at_id = first_id ORDER BY serial_id
