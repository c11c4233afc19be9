-- What a snapshot knows of itself, beside the canonical tables and the marts.
CREATE TABLE snapshot_info (
    source VARCHAR,
    title VARCHAR,
    -- The firm that buys, as pages name it; null where the source does not state it.
    buyer VARCHAR,
    -- Whether a shared report may name and number the buyer's customers.
    shares_customers BOOLEAN DEFAULT FALSE,
    reporting_currency VARCHAR,
    -- The smallest amount that is reported, in cents: 1, or 100 where the currency has no decimals.
    smallest_cents BIGINT DEFAULT 1,
    as_of DATE,
    -- What says so: 'stated', or the table and column that hold the last day.
    as_of_origin VARCHAR DEFAULT 'stated',
    time_zone VARCHAR,
    fx_by VARCHAR,
    fx_days_held INTEGER,
    schema_version INTEGER,
    loaded_at TIMESTAMP,
    definitions VARCHAR,
    supplied_tables VARCHAR,
    calendars VARCHAR
);
-- The smallest amount of every currency that has other than two decimals, in ten-thousandths.
CREATE TABLE currencies (currency VARCHAR, smallest BIGINT);
CREATE TABLE extracts (
    name VARCHAR,
    file VARCHAR,
    sha256 VARCHAR,
    bytes BIGINT,
    rows_read BIGINT,
    rows_kept BIGINT,
    rows_rejected BIGINT,
    last_event_on DATE,
    expected_every_days INTEGER,
    is_stale BOOLEAN
);
-- Rows that tell of days after the as-of date, per table, and the last of those days.
CREATE TABLE rows_after ("table" VARCHAR, row_count BIGINT, "column" VARCHAR, last_on DATE);
-- Firms that merged into another by the as-of date, and which rows were theirs.
CREATE TABLE merged_firms (supplier_id VARCHAR, into_supplier_id VARCHAR, merged_on DATE);
CREATE TABLE merged_rows (
    "table" VARCHAR, "column" VARCHAR, row_id VARCHAR, was_supplier_id VARCHAR
);
CREATE TABLE rejected_rows (
    source_file VARCHAR, source_row BIGINT, "table" VARCHAR, "column" VARCHAR, value VARCHAR,
    expectation VARCHAR
);
-- What was looked for in dates and amounts that parse, in how many rows, how many it found, and
-- which: supplier_id is null where a row is of no supplier.
CREATE TABLE plausibility (
    looked_for VARCHAR, words VARCHAR, proposal VARCHAR, row_count BIGINT, of_count BIGINT
);
CREATE TABLE plausibility_rows (
    looked_for VARCHAR, supplier_id VARCHAR, source_file VARCHAR, source_row BIGINT, seen VARCHAR
);
-- Every cost event, whatever table it comes from, before it is valued and spread over receipts: the
-- statements in sql/elements fill it by name. booked_cents is in the reporting currency,
-- stated_amount in stated_currency, converted by an exchange rate of the order's own where there is
-- one; a driver is valued by its rate, divided by rate_per.
CREATE TABLE cost_drivers (
    source VARCHAR,
    event_id VARCHAR,
    element VARCHAR,
    component VARCHAR,
    supplier_id VARCHAR,
    part_id VARCHAR,
    order_id VARCHAR,
    line_id VARCHAR,
    receipt_id VARCHAR,
    shipment_id VARCHAR,
    occurred_on DATE,
    state VARCHAR,
    booked_cents BIGINT,
    stated_amount DECIMAL(18, 4),
    stated_currency VARCHAR,
    own_fx_rate DECIMAL(18, 8),
    own_fx_units DECIMAL(18, 8),
    own_fx_of VARCHAR,
    driver_qty DECIMAL(18, 3),
    driver_unit VARCHAR,
    rate_name VARCHAR,
    rate_per INTEGER DEFAULT 1,
    allocate_by VARCHAR DEFAULT 'value',
    paid_by VARCHAR DEFAULT 'buyer',
    cause VARCHAR,
    rule VARCHAR,
    source_file VARCHAR,
    source_row BIGINT
);
