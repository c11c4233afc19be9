"""Which metrics an extract can carry: per metric and table it needs, ready, partial or missing."""

from __future__ import annotations

from srmlib.rules import schema
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql
from srmlib.snapshot.definitions import definitions_of


def coverage_of(snapshot: Snapshot) -> list[str]:
    """One printed line per metric and table it needs: `ready`, `partial` with the column that is
    empty on some rows, `missing`, or `not read yet`.
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
    gaps = []
    for need in definition.needs:
        owner, _, column = need.partition(".")
        if owner == table and column:
            counts = sql(
                "SELECT count(*) - count({column}) AS gaps, count(*) AS row_count FROM {table}",
                column=column,
                table=table,
            )
            (found,) = snapshot.records(counts)
            if found["gaps"]:
                gaps.append(
                    f"{column} is empty on {found['gaps']:,} of {found['row_count']:,} rows"
                )
    return f"partial: {'; '.join(gaps)}" if gaps else "ready"
