-- What a snapshot knows of itself, beside the canonical tables and the marts.
CREATE TABLE snapshot_info (
    source VARCHAR,
    title VARCHAR,
    reporting_currency VARCHAR,
    as_of DATE,
    time_zone VARCHAR,
    schema_version INTEGER,
    loaded_at TIMESTAMP,
    definitions VARCHAR,
    supplied_tables VARCHAR
);
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
CREATE TABLE rejected_rows (source_file VARCHAR, source_row BIGINT, "table" VARCHAR, "column" VARCHAR, value VARCHAR, expectation VARCHAR);
CREATE TABLE calendar_days AS
SELECT CAST(day AS DATE) AS day FROM generate_series(DATE '1990-01-01', DATE '2099-12-31', INTERVAL 1 DAY) AS days (day);
