-- What a load keeps of the trace. The other statements in this folder fill these tables; where the extract has no lots and nothing broke they stay empty.

-- A row of the genealogy that cannot be right, with its place. kind: cycle, too_deep, negative_quantity, unknown_lot, unknown_serial, orphan,
-- more_out_than_in, unknown_effect.
CREATE TABLE genealogy_faults (
    kind VARCHAR,
    lot_id VARCHAR,
    other_id VARCHAR,
    qty DECIMAL(18, 3),
    words VARCHAR,
    source_file VARCHAR,
    source_row BIGINT
);
-- One row per lot (root), part in it, and where that part of it came from. Among the rows of one root and part that are a source the weights, parts per
-- 1,000,000,000, add up to 1,000,000,000; a row that is no source is a lot on the way (reworked, merged, split). lot_id null: not traced.
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
    source_qty DECIMAL(38, 9),
    weight BIGINT
);
-- One row per thing that broke: complaint, return, late_order, line_stop, incident.
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
    claim VARCHAR
);
-- One row per effect and cause. The weights of an effect, parts per 1,000,000,000, add up to 1,000,000,000; least and most are what the link's supplier
-- may truly account for of it, in the same parts. The amounts of an effect add up to its cost in the ledger; null where nothing is booked for it.
CREATE TABLE trace_links (
    effect_kind VARCHAR,
    effect_id VARCHAR,
    occurred_on DATE,
    breakdown VARCHAR,
    service VARCHAR,
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
    most BIGINT,
    amount DECIMAL(19, 2)
);
-- Who may have caused an effect whose part at fault is not known: of each bought part in its lots, each supplier, and the most it can account for.
CREATE TABLE trace_possible (
    effect_kind VARCHAR,
    effect_id VARCHAR,
    part_id VARCHAR,
    supplier_id VARCHAR,
    evidence VARCHAR,
    least BIGINT,
    most BIGINT
);
