-- Freight belongs to the shipment, whichever line its amount stands on. 'See ASN-93 (ID#:1281)'
-- says that the line's freight is the one of line 1281. A reference that leads nowhere, to another
-- shipment or to another reference becomes a row without a state, which the contract rejects.
-- 'Included' is said of each line. Insurance belongs to the line; empty is unknown, not zero.
WITH freight AS (
    SELECT
        line.*,
        target."ID" AS target_id,
        target."Freight Cost (USD)" AS target_freight,
        CASE
            WHEN line."Freight Cost (USD)" = 'Freight Included in Commodity Cost' THEN 'included'
            WHEN line."Freight Cost (USD)" = 'Invoiced Separately' THEN 'unknown'
            WHEN line."Freight Cost (USD)" NOT LIKE 'See %' THEN 'amount'
        END AS state
    FROM lines AS line
    LEFT JOIN lines AS target
        ON line."Freight Cost (USD)" LIKE 'See %'
        AND target."ID" = regexp_extract(line."Freight Cost (USD)", 'ID#:([0-9]+)', 1)
        AND target."ASN/DN #" = line."ASN/DN #"
        AND target."Vendor" = line."Vendor"
)
SELECT
    concat('freight ', freight."ID") AS event_id,
    'freight_duty' AS element,
    'freight' AS component,
    coalesce(names.supplier_id, freight."Vendor") AS supplier_id,
    CASE WHEN freight.state = 'included' THEN NULL ELSE freight."ASN/DN #" END AS shipment_id,
    CASE WHEN freight.state = 'included' THEN freight."ID" END AS line_id,
    freight."Delivered to Client Date" AS occurred_on,
    freight.state,
    CASE WHEN freight.state = 'amount' THEN freight."Freight Cost (USD)" END AS amount,
    'USD' AS currency,
    'terms' AS cause,
    CASE WHEN freight.state = 'amount' THEN NULL ELSE freight."Freight Cost (USD)" END AS note,
    freight.source_file,
    freight.source_row
FROM freight
LEFT JOIN supplier_names AS names ON names.spelling = freight."Vendor"
WHERE freight."Freight Cost (USD)" NOT LIKE 'See %'
    OR freight.target_id IS NULL
    OR freight.target_freight LIKE 'See %'
UNION ALL
SELECT
    concat('insurance ', lines."ID"),
    'freight_duty',
    'insurance',
    coalesce(names.supplier_id, lines."Vendor"),
    NULL,
    lines."ID",
    lines."Delivered to Client Date",
    CASE WHEN lines."Line Item Insurance (USD)" IS NULL THEN 'unknown' ELSE 'amount' END,
    lines."Line Item Insurance (USD)",
    'USD',
    'terms',
    NULL,
    lines.source_file,
    lines.source_row
FROM lines
LEFT JOIN supplier_names AS names ON names.spelling = lines."Vendor"
