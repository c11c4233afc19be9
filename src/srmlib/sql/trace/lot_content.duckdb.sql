-- Grain: one row per lot (root), part in it and lot it began with: how much, in billionths of a
-- unit.
CREATE TEMP TABLE lot_content (
    root_lot_id VARCHAR,
    part_id VARCHAR,
    lot_id VARCHAR,
    via_lot_id VARCHAR,
    is_source BOOLEAN,
    is_window INTEGER,
    amount BIGINT
);
