-- A seller has no name: its id is the name. Its category is the one it sold most units of, the
-- first by alphabet where two are level.
WITH sold AS (
    SELECT
        items.seller_id,
        coalesce(
            categories.product_category_name_english, products.product_category_name
        ) AS category,
        count(*) AS units
    FROM items
    INNER JOIN products ON products.product_id = items.product_id
    LEFT JOIN categories ON categories.product_category_name = products.product_category_name
    WHERE products.product_category_name IS NOT NULL
    GROUP BY
        items.seller_id,
        coalesce(categories.product_category_name_english, products.product_category_name)
),
ranked AS (
    SELECT sold.*, row_number() OVER (PARTITION BY seller_id ORDER BY units DESC, category) AS place
    FROM sold
)
SELECT
    sellers.seller_id AS supplier_id,
    sellers.seller_id AS name,
    'outside' AS kind,
    ranked.category,
    'Brazil' AS country,
    'BRL' AS currency,
    sellers.source_file,
    sellers.source_row
FROM sellers
LEFT JOIN ranked ON ranked.seller_id = sellers.seller_id AND ranked.place = 1
