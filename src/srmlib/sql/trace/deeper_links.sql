-- Of the links still open, those whose input was itself made from lots: so often as this can be
-- said of a link, so deep lies what is below it.
SELECT open_links.output_lot_id, open_links.input_lot_id
FROM open_links
INNER JOIN (SELECT DISTINCT output_lot_id FROM open_links) AS made
    ON made.output_lot_id = open_links.input_lot_id
