-- Payment terms, by what was agreed: one event per invoice line on the day it is due, the amount
-- times the days by which that is sooner than the reference (negative: later, a benefit). Unknown
-- where no due date is stated, or one before the invoice. When the buyer paid is no part of it.
-- Late payment: one event per invoice line that the buyer paid after it was due, or has not paid,
-- for the days so far: the buyer's part, borne by the supplier, and in no total.
WITH charged AS (
    SELECT
        invoice_lines.*,
        schedule_lines.part_id,
        schedule_lines.order_id,
        pay_by.pay_by_on,
        COALESCE(pay_by.known_paid_on, snapshot_info.as_of) AS paid_until_on,
        pay_by.clock,
        snapshot_info.as_of,
        concat(snapshot_info.reporting_currency, ' × days') AS driver_unit,
        COALESCE(invoice_lines.due_on < invoice_lines.invoiced_on, TRUE) AS is_unknown,
        srm_convert(
            invoice_lines.amount,
            COALESCE(invoice_rates.own_fx_rate, fx_daily.fx_rate),
            COALESCE(invoice_rates.own_fx_units, fx_daily.fx_units),
            snapshot_info.smallest_cents
        ) AS charged_amount
    FROM invoice_lines
    INNER JOIN pay_by ON pay_by.invoice_line_id = invoice_lines.invoice_line_id
    LEFT JOIN schedule_lines ON schedule_lines.line_id = invoice_lines.line_id
    LEFT JOIN invoice_rates ON invoice_rates.invoice_line_id = invoice_lines.invoice_line_id
    LEFT JOIN fx_daily
        ON fx_daily.currency = invoice_lines.currency AND fx_daily.day = invoice_lines.invoiced_on
    CROSS JOIN snapshot_info
    WHERE NOT invoice_lines.is_credit
        AND invoice_lines.invoiced_on <= snapshot_info.as_of
        AND (SELECT COUNT(due_on) FROM invoice_lines) > 0
)
SELECT
    'invoice_lines' AS source,
    concat('payment ', charged.invoice_line_id) AS event_id,
    charged.supplier_id,
    charged.part_id,
    charged.order_id,
    charged.line_id,
    CASE WHEN is_unknown THEN charged.invoiced_on ELSE charged.due_on END AS occurred_on,
    CASE WHEN is_unknown THEN 'unknown' ELSE 'amount' END AS state,
    CAST(
        CASE
            WHEN NOT is_unknown
                THEN charged.charged_amount
                    * CAST(
                        CAST(rates_daily.rate_value AS INTEGER)
                        - srm_days_between(charged.invoiced_on, charged.due_on) AS INTEGER
                    )
        END AS DECIMAL(18, 3)
    ) AS driver_qty,
    charged.driver_unit,
    'capital_rate' AS rate_name,
    36500 AS rate_per,
    'terms' AS cause,
    'buyer' AS paid_by,
    charged.source_file,
    charged.source_row
FROM charged
LEFT JOIN rates_daily
    ON rates_daily.rate_name = 'reference_days' AND rates_daily.day = charged.due_on
WHERE is_unknown OR charged.due_on <= charged.as_of
UNION ALL
SELECT
    'invoice_lines',
    concat('late payment ', invoice_line_id),
    supplier_id,
    part_id,
    order_id,
    line_id,
    paid_until_on,
    'amount',
    CAST(
        charged_amount * CAST(srm_days_between(pay_by_on, paid_until_on) AS INTEGER)
        AS DECIMAL(18, 3)
    ),
    driver_unit,
    'capital_rate',
    36500,
    'ours',
    'supplier',
    source_file,
    source_row
FROM charged
WHERE clock = 'known' AND paid_until_on > pay_by_on
