"""The one way a database is opened, a statement is read and a name is quoted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

from srmlib.settings import memory_limit, threads

SQL = Path(__file__).parents[1] / "sql"
ROW_COLUMNS = (
    "basis, supplier_id, row_id, counted_on, outcome, is_counted, numerator, denominator"
)


def connect(
    path: Path | str = ":memory:", spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """The one way a database is opened: bounded memory, UTC, no extension from outside, no Python
    variable as a table, no progress bar. What memory does not hold goes to the folder `spill`, else
    beside the database.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit(),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    if spill is not None:
        config["temp_directory"] = str(spill)
    if (own := threads()) is not None:
        config["threads"] = own
    con = duckdb.connect(str(path), config=config)
    con.execute("SET TimeZone = 'UTC'")
    # It would stand in every log.
    con.execute("SET enable_progress_bar = false")
    return con


def quoted(name: str) -> str:
    """A column or table name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def statement(name: str) -> str:
    """The text of a statement under `sql/`: `statement("metrics/D1")`."""
    return _text_of(SQL / f"{name}.sql")


@cache
def _text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def sql(template: str, **identifiers: str | Sequence[str]) -> str:
    """A statement with its names filled in, each quoted, several with commas between: the one way a
    name gets into a statement. Values are never filled in, they are bound (`?`, `$name`).

    Raises KeyError for a name the template asks for and is not given.

    >>> sql("SELECT {columns} FROM {table} WHERE day = ?", table="d1_rows", columns=["due on", "n"])
    'SELECT "due on", "n" FROM "d1_rows" WHERE day = ?'
    """
    filled = {
        name: quoted(value) if isinstance(value, str) else ", ".join(map(quoted, value))
        for name, value in identifiers.items()
    }
    return template.format(**filled)
