-- The rows of links that are put aside, with the words for why. DuckDB only: the links are bound as
-- two lists.
SELECT
    $kind AS kind,
    output_lot_id AS lot_id,
    input_lot_id AS other_id,
    input_qty AS qty,
    $words AS words,
    source_file,
    source_row
FROM lot_inputs
INNER JOIN (SELECT unnest($outputs) AS output_lot_id, unnest($inputs) AS input_lot_id) AS broken
    USING (output_lot_id, input_lot_id)
