-- One line per order and seller: its items are promised for one day and arrive on one day. An order
-- without items has no seller and is no line.
-- Cancelled: status canceled or unavailable. The day of it is not told. cancelled_on is the day of
-- the last thing that is told of the order (bought, approved, or handed to the carrier): the
-- earliest day it can have been, not the day it was. A line of several products has no part_id.
-- ship_by is the seller's deadline to hand over to the carrier.
WITH bought AS (
    SELECT
        order_id,
        seller_id,
        CASE WHEN count(DISTINCT product_id) = 1 THEN min(product_id) END AS part_id,
        count(*) AS units,
        sum(CAST(price AS DECIMAL(18, 2))) AS value_amount,
        max(CAST(shipping_limit_date AS TIMESTAMP)) AS ship_by,
        min(source_file) AS source_file,
        min(source_row) AS source_row
    FROM items
    GROUP BY order_id, seller_id
)
SELECT
    concat(bought.order_id, '/', bought.seller_id) AS line_id,
    bought.order_id,
    bought.seller_id AS supplier_id,
    bought.part_id,
    CAST(CAST(orders.order_purchase_timestamp AS TIMESTAMP) AS DATE) AS ordered_on,
    orders.order_estimated_delivery_date AS promised_on,
    CAST(bought.ship_by AS DATE) AS ship_by_on,
    srm_utc(bought.ship_by, 'America/Sao_Paulo') AS ship_by_at,
    bought.units AS ordered_qty,
    bought.value_amount,
    'BRL' AS currency,
    CASE
        WHEN orders.order_status IN ('canceled', 'unavailable') THEN 'cancelled'
        WHEN orders.order_status = 'delivered' THEN 'closed'
        WHEN orders.order_status IN ('approved', 'processing', 'invoiced', 'shipped') THEN 'open'
        ELSE orders.order_status
    END AS status,
    CASE WHEN orders.order_status IN ('canceled', 'unavailable') THEN CAST(CAST(
        greatest(
            orders.order_purchase_timestamp, orders.order_approved_at,
            orders.order_delivered_carrier_date
        )
    AS TIMESTAMP) AS DATE) END AS cancelled_on,
    bought.source_file,
    bought.source_row
FROM bought
LEFT JOIN orders ON orders.order_id = bought.order_id
