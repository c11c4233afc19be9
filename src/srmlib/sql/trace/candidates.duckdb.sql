-- For each effect all ways the strongest evidence leaves open, of which so many thousandths (qty)
-- may
-- be, in parts per 1,000,000,000 (weight): they are weighed by the product.
CREATE TEMP TABLE candidates (
    effect_kind VARCHAR,
    effect_id VARCHAR,
    part_id VARCHAR,
    receipt_id VARCHAR,
    line_id VARCHAR,
    lot_id VARCHAR,
    supplier_id VARCHAR,
    behind_supplier_id VARCHAR,
    maker VARCHAR,
    evidence VARCHAR,
    weight BIGINT,
    qty BIGINT,
    whole_qty BIGINT
);
-- An effect is open as long as no method led anywhere.
CREATE TEMP VIEW open_effects AS
SELECT *
FROM cases
WHERE NOT EXISTS (
    SELECT 1 FROM candidates
    WHERE candidates.effect_kind = cases.effect_kind AND candidates.effect_id = cases.effect_id
);
-- One of which a share cannot be followed is open too, as to who may be behind that.
CREATE TEMP VIEW doubtful_effects AS
SELECT * FROM open_effects
UNION ALL
SELECT *
FROM cases
WHERE EXISTS (
    SELECT 1 FROM candidates
    WHERE candidates.effect_kind = cases.effect_kind
        AND candidates.effect_id = cases.effect_id
        AND candidates.maker = 'none'
);
