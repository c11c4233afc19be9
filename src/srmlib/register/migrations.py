"""The tables of the register, version by version: a register written by an older version is brought
to this one when it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
    text,
    update,
)

from srmlib.errors import RegisterError

METADATA = MetaData()
VERSION_TABLE = Table(
    "register_version", METADATA, Column("version", Integer, nullable=False)
)
ENTRIES = Table(
    "entries",
    METADATA,
    # 1, 2, 3 … without a gap.
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("supplier_id", Text),
    Column("side", Text, nullable=False),
    Column("author", Text, nullable=False),
    # UTC, to the microsecond: "2026-10-13T08:30:00.000000Z".
    Column("entered_at", Text, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    # Canonical JSON, without what is personal.
    Column("payload", Text, nullable=False),
    # The checksum of what is personal, with its salt; null where nothing is.
    Column("personal_sha256", Text),
    Column("previous_sha256", Text, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    UniqueConstraint("kind", "record", "revision"),
)
# What leaves when a person is erased: the entry keeps its checksum only.
PERSONAL = Table(
    "personal",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),
    Column("stated", Text, nullable=False),
)

# The database itself refuses to change what is entered, whoever asks.
REFUSED = "what is entered in the register is not changed or deleted"
SQLITE_GUARDS = (
    "CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    "CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    # INSERT OR REPLACE deletes without asking the trigger above.
    "CREATE TRIGGER entries_no_replace BEFORE INSERT ON entries WHEN EXISTS (SELECT 1 FROM entries"
    " WHERE number = NEW.number OR sha256 = NEW.sha256 OR (kind = NEW.kind AND record = NEW.record"
    f" AND revision = NEW.revision)) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    f" 'BEGIN RAISE EXCEPTION ''{REFUSED}''; END'",
    "CREATE TRIGGER entries_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON entries"
    " FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()",
)


@dataclass(frozen=True)
class Migration:
    """What brings a register to `version`: statements, those of one engine behind those of both."""

    version: int
    words: str
    statements: tuple[str, ...] = ()
    sqlite: tuple[str, ...] = ()
    postgresql: tuple[str, ...] = ()


MIGRATIONS = (
    Migration(
        1,
        "entries in a chain, and what is personal apart from them",
        (
            "CREATE TABLE entries (number BIGINT PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT"
            " NULL, revision INTEGER NOT NULL, supplier_id TEXT, side TEXT NOT NULL, author TEXT"
            " NOT NULL, entered_at TEXT NOT NULL, is_withdrawn BOOLEAN NOT NULL, payload TEXT NOT"
            " NULL, personal_sha256 TEXT, previous_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL"
            " UNIQUE, UNIQUE (kind, record, revision))",
            "CREATE TABLE personal (number BIGINT PRIMARY KEY, salt TEXT NOT NULL, stated TEXT NOT"
            " NULL)",
        ),
        SQLITE_GUARDS,
        POSTGRESQL_GUARDS,
    ),
)
VERSION = MIGRATIONS[-1].version


def version_of(con: Connection, where: str) -> int:
    """The version a register is of; 0 for an empty database. Raises RegisterError for one that a
    newer version wrote.
    """
    if not inspect(con).has_table(VERSION_TABLE.name):
        return 0
    found: int = con.execute(select(VERSION_TABLE.c.version)).scalar() or 0
    if found > VERSION:
        raise RegisterError(
            f"The register {where} is of version {found}, expected at most {VERSION}.\nUpdate"
            " srmlib: a newer one wrote it."
        )
    return found


def migrate(con: Connection, where: str) -> None:
    """Bring a register to this version, within the transaction of `con`."""
    found = version_of(con, where)
    if found == VERSION:
        return
    if found == 0:
        VERSION_TABLE.create(con, checkfirst=True)
        con.execute(insert(VERSION_TABLE).values(version=0))
    for migration in MIGRATIONS[found:]:
        own = migration.sqlite if con.dialect.name == "sqlite" else migration.postgresql
        for statement in (*migration.statements, *own):
            con.execute(text(statement))
    con.execute(update(VERSION_TABLE).values(version=VERSION))
