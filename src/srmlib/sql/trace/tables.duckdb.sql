-- What a load keeps of the trace. The other statements in this folder fill these tables; where the
-- extract has no lots and nothing broke they stay empty.

-- A row of the genealogy that cannot be right, with its place. kind: cycle, cycle_of_parts,
-- cycle_of_pieces,
-- too_deep, negative_quantity,
-- unknown_quantity, zero_quantity, unknown_lot, unknown_serial, orphan, more_out_than_in,
-- unknown_effect.
CREATE TABLE genealogy_faults (
    kind VARCHAR,
    lot_id VARCHAR,
    other_id VARCHAR,
    qty DECIMAL(18, 3),
    words VARCHAR,
    source_file VARCHAR,
    source_row BIGINT
);
-- One row per lot (root), part in it, and where that part of it came from. Among the rows of one
-- root and part that are a source the weights, parts per 1,000,000,000, add up to 1,000,000,000; a
-- row that is no source is a lot on the way (reworked, merged, split). lot_id null: not traced.
CREATE TABLE lot_closure (
    root_lot_id VARCHAR,
    part_id VARCHAR,
    lot_id VARCHAR,
    via_lot_id VARCHAR,
    receipt_id VARCHAR,
    line_id VARCHAR,
    supplier_id VARCHAR,
    behind_supplier_id VARCHAR,
    maker VARCHAR,
    is_source BOOLEAN,
    evidence VARCHAR,
    source_qty DECIMAL(18, 9),
    weight BIGINT
);
-- One row per thing that broke: complaint, return, late_order, line_stop, incident. traced_as: the
-- first of all effects that can only have come from the same; the causes of all of them stand under
-- its number.
CREATE TABLE effects (
    effect_kind VARCHAR,
    effect_id VARCHAR,
    occurred_on DATE,
    breakdown VARCHAR,
    defect_family VARCHAR,
    service VARCHAR,
    part_id VARCHAR,
    lot_id VARCHAR,
    serial_id VARCHAR,
    customer_order_id VARCHAR,
    line_id VARCHAR,
    unit_count BIGINT,
    supplier_id VARCHAR,
    claim VARCHAR,
    traced_as VARCHAR
);
-- One row per effect that stands for those like it, and cause. The weights of an effect, parts per
-- 1,000,000,000, add up to 1,000,000,000; least and most are what the link's supplier may truly
-- account for of it, in the same parts.
CREATE TABLE cause_links (
    effect_kind VARCHAR,
    traced_as VARCHAR,
    link_no BIGINT,
    part_id VARCHAR,
    receipt_id VARCHAR,
    line_id VARCHAR,
    lot_id VARCHAR,
    supplier_id VARCHAR,
    behind_supplier_id VARCHAR,
    cause_side VARCHAR,
    cause VARCHAR,
    rule VARCHAR,
    evidence VARCHAR,
    weight BIGINT,
    least BIGINT,
    most BIGINT
);
-- One row per effect that stands for those like it, is of known goods, and supplier that may have
-- made some of them: told_as names the goods; in thousandths of a unit.
CREATE TABLE lot_limits (
    effect_kind VARCHAR,
    traced_as VARCHAR,
    supplier_id VARCHAR,
    told_as VARCHAR,
    units BIGINT,
    whole_qty BIGINT,
    firm_qty BIGINT,
    most_qty BIGINT
);
-- One row per effect with a cost, and link of it. The amounts of an effect add up to its cost in
-- the ledger.
CREATE TABLE link_amounts (
    effect_kind VARCHAR,
    effect_id VARCHAR,
    link_no BIGINT,
    amount DECIMAL(18, 2)
);
-- Who may have caused an effect whose part at fault is not known: of each bought part in its lots,
-- each supplier, and the most it can account for.
CREATE TABLE possible_causes (
    effect_kind VARCHAR,
    traced_as VARCHAR,
    part_id VARCHAR,
    supplier_id VARCHAR,
    evidence VARCHAR,
    least BIGINT,
    most BIGINT
);
-- Every effect with its links, as they are read; amount is null where nothing is booked for the
-- effect.
CREATE VIEW trace_links AS
SELECT
    effects.effect_kind,
    effects.effect_id,
    effects.occurred_on,
    effects.breakdown,
    effects.service,
    cause_links.part_id,
    cause_links.receipt_id,
    cause_links.line_id,
    cause_links.lot_id,
    cause_links.supplier_id,
    cause_links.behind_supplier_id,
    cause_links.cause_side,
    cause_links.cause,
    cause_links.rule,
    cause_links.evidence,
    cause_links.weight,
    cause_links.least,
    cause_links.most,
    link_amounts.amount,
    cause_links.link_no
FROM effects
INNER JOIN cause_links
    ON cause_links.effect_kind = effects.effect_kind AND cause_links.traced_as = effects.traced_as
LEFT JOIN link_amounts
    ON link_amounts.effect_kind = effects.effect_kind
    AND link_amounts.effect_id = effects.effect_id
    AND link_amounts.link_no = cause_links.link_no;
CREATE VIEW trace_possible AS
SELECT
    effects.effect_kind,
    effects.effect_id,
    possible_causes.part_id,
    possible_causes.supplier_id,
    possible_causes.evidence,
    possible_causes.least,
    possible_causes.most
FROM effects
INNER JOIN possible_causes
    ON possible_causes.effect_kind = effects.effect_kind
    AND possible_causes.traced_as = effects.traced_as;
