-- Grain: one row per invoice line or credit note of a day until the as-of date.
-- charges: goods (of an order line that something came of), ahead (of one that nothing came of
-- yet), service (of a supplier that delivers no goods), unmatched (of no order line).
-- amount is never negative for a credit note. It is in ten-thousandths of the line's own currency
-- where all that was invoiced of the line is in it (is_in_line_currency), so that no exchange rate
-- comes between order and invoice; else of the reporting currency. smallest is the smallest amount
-- of that currency; fx_rate and fx_units lead from it to the reporting currency: those of the
-- line's first receipt, by which its goods are valued.
WITH first_receipts AS (
    SELECT receipt_prices.*,
        ROW_NUMBER() OVER (PARTITION BY line_id ORDER BY docked_on, receipt_id) AS number
    FROM receipt_prices
),
deliver_goods AS (
    SELECT DISTINCT schedule_lines.supplier_id
    FROM receipts
    INNER JOIN schedule_lines ON schedule_lines.line_id = receipts.line_id
),
placed AS (
    SELECT
        invoice_lines.invoice_line_id,
        invoice_lines.supplier_id,
        invoice_lines.line_id,
        invoice_lines.invoiced_on,
        invoice_lines.is_credit,
        invoice_lines.correction,
        invoice_lines.invoiced_qty,
        invoice_lines.currency,
        CASE
            WHEN invoice_lines.is_credit THEN ABS(invoice_lines.amount)
            ELSE invoice_lines.amount
        END AS stated_amount,
        invoice_lines.source_file,
        invoice_lines.source_row,
        schedule_lines.part_id,
        schedule_lines.order_id,
        first_receipts.receipt_id,
        first_receipts.shipment_id,
        CASE
            WHEN first_receipts.receipt_id IS NOT NULL THEN 'goods'
            WHEN deliver_goods.supplier_id IS NULL THEN 'service'
            WHEN invoice_lines.line_id IS NOT NULL THEN 'ahead'
            ELSE 'unmatched'
        END AS charges,
        MIN(
            CASE WHEN invoice_lines.currency = first_receipts.stated_currency THEN 1 ELSE 0 END
        ) OVER (PARTITION BY invoice_lines.line_id) = 1 AS is_in_line_currency,
        first_receipts.fx_rate AS goods_fx_rate,
        first_receipts.fx_units AS goods_fx_units,
        COALESCE(invoice_rates.own_fx_rate, fx_daily.fx_rate) AS own_fx_rate,
        COALESCE(invoice_rates.own_fx_units, fx_daily.fx_units) AS own_fx_units,
        COALESCE(currencies.smallest, 100) AS currency_smallest,
        snapshot_info.smallest_cents
    FROM invoice_lines
    CROSS JOIN snapshot_info
    LEFT JOIN schedule_lines ON schedule_lines.line_id = invoice_lines.line_id
    LEFT JOIN first_receipts
        ON first_receipts.line_id = invoice_lines.line_id AND first_receipts.number = 1
    LEFT JOIN deliver_goods ON deliver_goods.supplier_id = invoice_lines.supplier_id
    LEFT JOIN currencies ON currencies.currency = invoice_lines.currency
    LEFT JOIN invoice_rates ON invoice_rates.invoice_line_id = invoice_lines.invoice_line_id
    LEFT JOIN fx_daily
        ON fx_daily.currency = invoice_lines.currency AND fx_daily.day = invoice_lines.invoiced_on
    WHERE invoice_lines.invoiced_on <= snapshot_info.as_of
)
SELECT
    invoice_line_id,
    supplier_id,
    line_id,
    part_id,
    order_id,
    receipt_id,
    shipment_id,
    invoiced_on,
    is_credit,
    correction,
    invoiced_qty,
    charges,
    is_in_line_currency,
    CASE
        WHEN is_in_line_currency THEN srm_ten_thousandths(stated_amount)
        ELSE 100 * srm_converted_cents(stated_amount, own_fx_rate, own_fx_units, smallest_cents)
    END AS amount,
    CASE WHEN is_in_line_currency THEN currency_smallest ELSE 100 * smallest_cents END AS smallest,
    CASE WHEN is_in_line_currency THEN goods_fx_rate ELSE CAST(1 AS DECIMAL(18, 8)) END AS fx_rate,
    CASE WHEN is_in_line_currency THEN goods_fx_units ELSE CAST(1 AS DECIMAL(18, 8)) END
        AS fx_units,
    stated_amount,
    currency,
    own_fx_rate,
    own_fx_units,
    smallest_cents,
    source_file,
    source_row
FROM placed
