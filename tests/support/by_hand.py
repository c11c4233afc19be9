"""What somebody does who has the register's database and not this library."""

from __future__ import annotations

import sqlalchemy
from sqlalchemy.pool import NullPool

GUARDS = {
    "sqlite": ("entries_no_update", "entries_no_delete", "entries_no_replace"),
    "postgresql": ("entries_guard ON entries",),
}


def ask(url: str, *statements: str, **bound: object) -> list[tuple]:
    """Runs statements in one transaction; the rows of the last."""
    engine = sqlalchemy.create_engine(url, poolclass=NullPool)
    rows: list[tuple] = []
    with engine.begin() as con:
        for statement in statements:
            found = con.execute(sqlalchemy.text(statement), bound)
            rows = [tuple(row) for row in found] if found.returns_rows else []
    return rows


def take_guards_away(url: str) -> None:
    engine = "sqlite" if url.startswith("sqlite") else "postgresql"
    ask(url, *(f"DROP TRIGGER {guard}" for guard in GUARDS[engine]))
