"""Which metrics an extract can carry: per metric and table it needs, ready, partial or missing."""

from __future__ import annotations

from srmlib.numbers import by_count
from srmlib.rules import schema
from srmlib.rules.definition import Definition
from srmlib.rules.metric import parts_of
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql
from srmlib.snapshot.definitions import definitions_of


def coverage_of(snapshot: Snapshot) -> list[str]:
    """One printed line per metric and table it needs: `ready`, `partial` with the columns that are
    empty on some rows or all, `missing`, or `not read yet`.
    """
    lines = []
    for definition in definitions_of(snapshot.con):
        for table in definition.tables:
            lines.append(
                f"{definition.metric_id}  {definition.name:30}  {table:20} "
                f" {_state(snapshot, definition, table)}"
            )
    return lines


def _state(snapshot: Snapshot, definition: Definition, table: str) -> str:
    if table not in {known.name for known in schema.TABLES}:
        return "not read yet"
    if table not in snapshot.supplied_tables:
        return "missing"
    rows = snapshot.scalar(sql("SELECT count(*) FROM {table}", table=table))
    gaps = []
    for need in definition.needs:
        owner, columns = parts_of(need)
        if owner == table and columns:
            empty = _rows_without(snapshot, table, columns)
            if empty:
                be = by_count(len(columns), "is", "are")
                names = " and ".join(columns)
                gaps.append(f"{names} {be} empty on {empty:,} of {rows:,} rows")
    return f"partial: {'; '.join(gaps)}" if gaps else "ready"


def _rows_without(snapshot: Snapshot, table: str, columns: tuple[str, ...]) -> int:
    """How many rows fill none of the columns."""
    is_empty = " AND ".join(sql("{column} IS NULL", column=column) for column in columns)
    count: int = snapshot.scalar(sql("SELECT count(*) FROM {table} WHERE ", table=table) + is_empty)
    return count
