-- Grain: one row per return, and per quality notice that says how much was scrapped, of a receipt
-- that stands: what of its pieces left, and what they were bought for. Together never more than
-- had come: what went back goes before what was scrapped, earlier ones before later ones. qty is
-- null where that is not known; so is what they were bought for, but for a return without a
-- quantity, which took what there was.
-- ordered: their part of the receipt's price, in ten-thousandths of the order's currency, and
-- ordered_cents reported; beside it their part, by price, of what invoices of the line asked beyond
-- the order, less what credit notes took off its price.
WITH stated AS (
    SELECT
        'returned' AS kind,
        returns.return_id AS row_id,
        returns.of_receipt_id AS receipt_id,
        returns.returned_on AS left_on,
        CASE
            WHEN returns.returned_qty IS NOT NULL THEN returns.returned_qty
            -- Several without a quantity: the first took all that those with one leave.
            WHEN NOT returns.is_qty_stated
                AND ROW_NUMBER() OVER (
                    PARTITION BY returns.of_receipt_id, returns.is_qty_stated
                    ORDER BY returns.returned_on, returns.return_id
                ) = 1
                THEN receipt_prices.arrived_qty - COALESCE(
                    SUM(returns.returned_qty) OVER (PARTITION BY returns.of_receipt_id), 0
                )
            WHEN NOT returns.is_qty_stated AND receipt_prices.arrived_qty IS NOT NULL THEN 0
        END AS stated_qty,
        returns.is_qty_stated,
        'terms' AS cause,
        returns.source_file,
        returns.source_row
    FROM returns
    INNER JOIN receipt_prices ON receipt_prices.receipt_id = returns.of_receipt_id
    UNION ALL
    SELECT
        'scrapped',
        quality_notices.notice_id,
        quality_notices.receipt_id,
        quality_notices.found_on,
        quality_notices.scrapped_qty,
        TRUE,
        quality_notices.cause,
        quality_notices.source_file,
        quality_notices.source_row
    FROM quality_notices
    INNER JOIN receipt_prices ON receipt_prices.receipt_id = quality_notices.receipt_id
    CROSS JOIN snapshot_info
    WHERE quality_notices.scrapped_qty > 0 AND quality_notices.found_on <= snapshot_info.as_of
),
-- At most what had come, and what was not returned is what there is to scrap.
capped AS (
    SELECT
        stated.*,
        CAST(
            LEAST(
                COALESCE(SUM(stated_qty) OVER (
                    PARTITION BY stated.receipt_id
                    ORDER BY stated.kind, stated.left_on, stated.row_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                ), 0),
                receipt_prices.arrived_qty
            ) AS DECIMAL(18, 3)
        ) AS qty_by_rank
    FROM stated
    INNER JOIN receipt_prices ON receipt_prices.receipt_id = stated.receipt_id
),
known AS (
    SELECT
        capped.*,
        CASE
            WHEN stated_qty IS NOT NULL
                THEN CAST(qty_by_rank - COALESCE(
                    MAX(qty_by_rank) OVER (
                        PARTITION BY receipt_id ORDER BY kind, left_on, row_id
                        ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING
                    ), 0
                ) AS DECIMAL(18, 3))
        END AS qty
    FROM capped
),
dated AS (
    SELECT
        known.*,
        receipt_prices.supplier_id,
        receipt_prices.line_id,
        receipt_prices.part_id,
        receipt_prices.order_id,
        receipt_prices.shipment_id,
        receipt_prices.docked_on,
        receipt_prices.fx_rate,
        receipt_prices.fx_units,
        receipt_prices.price_amount,
        srm_ten_thousandths(receipt_prices.stated_amount) AS receipt_amount,
        COALESCE(currencies.smallest, 100) AS smallest,
        snapshot_info.smallest_cents,
        CASE
            WHEN known.qty IS NOT NULL THEN srm_thousandths(receipt_prices.arrived_qty)
            WHEN NOT known.is_qty_stated AND receipt_prices.arrived_qty IS NULL THEN 1
        END AS whole,
        CASE
            WHEN known.qty IS NOT NULL
                THEN CAST(SUM(srm_thousandths(known.qty)) OVER in_order AS BIGINT)
            -- Of a receipt of unknown quantity the first return without one takes all.
            WHEN NOT known.is_qty_stated AND receipt_prices.arrived_qty IS NULL THEN 1
        END AS so_far,
        CASE
            WHEN known.qty IS NOT NULL
                THEN CAST(SUM(srm_thousandths(known.qty)) OVER in_order AS BIGINT)
                    - srm_thousandths(known.qty)
            WHEN NOT known.is_qty_stated AND receipt_prices.arrived_qty IS NULL
                THEN LEAST(
                    COUNT(CASE WHEN known.is_qty_stated THEN NULL ELSE 1 END) OVER in_order - 1, 1
                )
        END AS before
    FROM known
    INNER JOIN receipt_prices ON receipt_prices.receipt_id = known.receipt_id
    LEFT JOIN currencies ON currencies.currency = receipt_prices.stated_currency
    CROSS JOIN snapshot_info
    WINDOW in_order AS (
        PARTITION BY known.receipt_id ORDER BY known.left_on, known.kind, known.row_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
),
valued AS (
    SELECT
        dated.*,
        CASE WHEN whole = 0 THEN 0 ELSE srm_price_of(receipt_amount, so_far, whole, smallest) END
            AS ordered_until,
        CASE WHEN whole = 0 THEN 0 ELSE srm_price_of(receipt_amount, before, whole, smallest) END
            AS ordered_before
    FROM dated
),
in_cents AS (
    SELECT
        valued.*,
        ordered_until - ordered_before AS ordered,
        srm_converted_cents(srm_stated(ordered_until), fx_rate, fx_units, smallest_cents)
            - srm_converted_cents(srm_stated(ordered_before), fx_rate, fx_units, smallest_cents)
            AS ordered_cents
    FROM valued
),
beside AS (
    SELECT line_id, CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(cents) AS BIGINT) AS cents
    FROM (
        SELECT line_id, variance AS amount, variance_cents AS cents FROM invoice_charges
        UNION ALL
        SELECT line_id, -reversed - allowed, -reversed_cents - allowed_cents
        FROM price_corrections
        WHERE line_id IS NOT NULL
    ) AS differences
    GROUP BY line_id
),
lines AS (
    SELECT line_id, CAST(SUM(srm_cents(price_amount)) AS BIGINT) AS cents
    FROM receipt_prices
    GROUP BY line_id
),
gone AS (
    SELECT
        in_cents.*,
        COALESCE(beside.amount, 0) AS beside_amount,
        COALESCE(beside.cents, 0) AS beside_cents,
        lines.cents AS line_cents,
        CAST(SUM(in_cents.ordered_cents) OVER (
            PARTITION BY in_cents.line_id
            ORDER BY in_cents.left_on, in_cents.kind, in_cents.row_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS line_so_far
    FROM in_cents
    INNER JOIN lines ON lines.line_id = in_cents.line_id
    LEFT JOIN beside ON beside.line_id = in_cents.line_id
)
SELECT
    kind,
    row_id,
    supplier_id,
    line_id,
    part_id,
    order_id,
    shipment_id,
    receipt_id,
    docked_on,
    left_on,
    qty,
    cause,
    before,
    so_far,
    whole,
    ordered,
    ordered_cents,
    beside_cents AS line_beside_cents,
    line_so_far,
    line_cents,
    CASE
        WHEN ordered_cents = 0 OR line_cents <= 0 THEN 0
        ELSE srm_price_of(beside_amount, line_so_far, line_cents, 1)
            - srm_price_of(beside_amount, line_so_far - ordered_cents, line_cents, 1)
    END AS beside,
    CASE
        WHEN ordered_cents = 0 OR line_cents <= 0 THEN 0
        ELSE srm_price_of(beside_cents, line_so_far, line_cents, smallest_cents)
            - srm_price_of(beside_cents, line_so_far - ordered_cents, line_cents, smallest_cents)
    END AS beside_cents,
    source_file,
    source_row
FROM gone
