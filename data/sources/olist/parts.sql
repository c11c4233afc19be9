-- A product has no name: its id is the name. A category without a translation keeps its Portuguese
-- name.
SELECT
    products.product_id AS part_id,
    products.product_id AS name,
    coalesce(categories.product_category_name_english, products.product_category_name) AS category,
    'piece' AS uom,
    products.source_file,
    products.source_row
FROM products
LEFT JOIN categories ON categories.product_category_name = products.product_category_name
