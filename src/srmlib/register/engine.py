"""The database under the register: SQLite or PostgreSQL, its transactions, and what it says when
something is wrong, in a sentence.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# SQLAlchemy Core: one statement for SQLite and PostgreSQL; maintained, and without its ORM small.
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from srmlib.errors import RegisterError, UsageError

SECONDS_FOR_A_LOCK = 60
SECONDS_TO_REACH_A_SERVER = 10
SECONDS_BETWEEN_TRIES = (0.001, 0.01)
IN_MEMORY = (None, "", ":memory:")


def engine_of(url: str) -> Engine:
    """Raises UsageError where the URL names no database that a register can be in."""
    try:
        # A connection is opened for each question: none outlives a fork or a lost network.
        engine = create_engine(url, poolclass=NullPool, connect_args=_arguments(url))
    except (SQLAlchemyError, ImportError) as error:
        raise UsageError(
            f"SRM_REGISTER names no register: {str(error).splitlines()[0]}\nName one such as"
            " postgresql+psycopg://user@host/name (pip install 'srmlib[postgresql]'), or leave it"
            " out: it is a file of the workspace then."
        ) from error
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise UsageError(
            f"SRM_REGISTER names a {engine.dialect.name} database, expected postgresql+psycopg://…"
            " or sqlite:///….\nName one of them."
        )
    if engine.dialect.name == "sqlite":
        if engine.url.database in IN_MEMORY:
            raise UsageError(
                "SRM_REGISTER names an SQLite database without a file, expected"
                " sqlite:////folder/register.sqlite.\nName the file."
            )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _arguments(url: str) -> dict[str, object]:
    if url.startswith("sqlite"):
        return {"timeout": SECONDS_FOR_A_LOCK}
    return {"connect_timeout": SECONDS_TO_REACH_A_SERVER}


def file_of(engine: Engine) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name else None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees the register as it was when it began."""
    with engine.connect() as con:
        if engine.dialect.name == "postgresql":
            con = con.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with con.begin():
            yield con


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that no other writer shares: numbers and checksums follow each other."""
    file = file_of(engine)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not _lets_readers_in(file):
            _let_readers_in(engine)
    with engine.connect().execution_options(writes=True) as con, con.begin():
        if con.dialect.name == "postgresql":
            con.execute(text("SET LOCAL lock_timeout = '60s'"))
            # Held until the transaction ends; readers do not wait for it.
            con.execute(text("SELECT pg_advisory_xact_lock(7231)"))
        yield con


def wipe(engine: Engine) -> None:
    """Let what was deleted leave the files, too: a database only marks it as free."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as con:
            # Written anew, with statistics that hold none of its values any more.
            con.execute(text("VACUUM (FULL, ANALYZE) personal"))
        return
    with _sqlite(engine) as raw:
        is_busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise RegisterError(
            "The person is erased, but another program has the register open, and its file"
            f" {engine.url.database}-wal holds the name until that ends.\nEnd it, then enter"
            " anything: the file is emptied."
        )


@contextmanager
def _sqlite(engine: Engine) -> Iterator[sqlite3.Connection]:
    """Outside any transaction."""
    held = engine.raw_connection()
    try:
        raw = held.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        yield raw
    finally:
        held.close()


def _lets_readers_in(file: Path) -> bool:
    """Whether a file is in the mode of `_let_readers_in`: its 19th byte says so."""
    try:
        with file.open("rb") as stream:
            return stream.read(19)[18:] == b"\x02"
    except FileNotFoundError:
        return False


def _let_readers_in(engine: Engine) -> None:
    """In this mode, which the file keeps, readers do not wait for a writer. While others open a new
    file SQLite refuses to change it at once, whatever time-out was asked for.
    """
    until = time.monotonic() + SECONDS_FOR_A_LOCK
    while True:
        try:
            with _sqlite(engine) as raw:
                raw.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(random.uniform(*SECONDS_BETWEEN_TRIES))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # We begin transactions ourselves: sqlite3 would begin one too late to hold the lock.
    connection.isolation_level = None
    # What is acknowledged outlives a loss of power.
    connection.execute("PRAGMA synchronous = FULL")
    # What is erased is overwritten.
    connection.execute("PRAGMA secure_delete = ON")


def _begin_sqlite(con: Connection) -> None:
    if not con.get_execution_options().get("writes"):
        con.exec_driver_sql("BEGIN")
        return
    raw = con.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.execute("PRAGMA busy_timeout = 0")
    _take_turns(raw)
    # In milliseconds, SECONDS_FOR_A_LOCK.
    raw.execute("PRAGMA busy_timeout = 60000")


def _take_turns(raw: sqlite3.Connection) -> None:
    """Wait for the lock of writers. Who waits long asks as often as who has just come: SQLite's own
    waiting asks ever more seldom, and among many writers one would never get its turn.
    """
    until = time.monotonic() + SECONDS_FOR_A_LOCK
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(random.uniform(*SECONDS_BETWEEN_TRIES))


@contextmanager
def told(where: str) -> Iterator[None]:
    """What a database says, as a sentence of ours."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error).strip()
        raise RegisterError(
            f"The register {where} cannot be used: {said.splitlines()[0]}.\nLook whether it is"
            " there, may be written, has room, and whether another program holds it."
        ) from error
