-- The keys of rows that were rejected, while tables are filled: what refers to one says where it
-- stands.
CREATE TABLE rejected_keys (
    "table" VARCHAR, id VARCHAR, source_file VARCHAR, source_row BIGINT
)
