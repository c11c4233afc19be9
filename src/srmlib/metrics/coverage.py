"""Which metrics an extract can carry: per metric and table it needs, ready, partial or missing."""

from __future__ import annotations

from srmlib.numbers import by_count
from srmlib.rules import schema
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Evidence, parts_of
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql
from srmlib.snapshot.definitions import definitions_of


def coverage_of(snapshot: Snapshot) -> list[str]:
    """One printed line per metric and table it needs: `ready`, `partial` with the columns that are
    empty on some rows or all, `missing`, or `not read yet`.
    """
    needed = [
        (definition, table)
        for definition in definitions_of(snapshot.con)
        for table in definition.tables
    ]
    ids = max(len(definition.metric_id) for definition, _ in needed)
    names = max(len(definition.name) for definition, _ in needed)
    tables = max(len(table) for _, table in needed)
    return [
        f"{definition.metric_id:{ids}}  {definition.name:{names}}  {table:{tables}} "
        f" {_state(snapshot, definition, table)}"
        for definition, table in needed
    ]


def missing_words(snapshot: Snapshot, definition: Definition) -> list[str]:
    """A sentence for each table that a metric needs and the extract lacks; else for evidence that
    its tables never hold. Empty where the metric can be read.
    """
    missing = [
        table for table in definition.tables if table not in snapshot.supplied_tables
    ]
    if missing:
        return [f"The extract has no {table}." for table in missing]
    return [one.lacking for one in _never_told(snapshot, definition)]


def _never_told(snapshot: Snapshot, definition: Definition) -> list[Evidence]:
    """What the agreed definition rests on and the extract tells nowhere."""
    return [
        one
        for one in definition.metric.evidence
        if one.is_asked_for(definition.agreed) and not _is_told(snapshot, one)
    ]


def _is_told(snapshot: Snapshot, evidence: Evidence) -> bool:
    """Whether the extract tells a metric's evidence anywhere, of any supplier."""
    for column in evidence.columns:
        told = sql(
            "SELECT count(*) > 0 FROM {table} WHERE {column} IS NOT NULL",
            table=evidence.table,
            column=column,
        )
        if evidence.values:
            told += sql(" AND list_contains($values, {column})", column=column)
        asked = {"values": list(evidence.values)} if evidence.values else {}
        if snapshot.scalar(told, asked):
            return True
    return False


def _state(snapshot: Snapshot, definition: Definition, table: str) -> str:
    if table not in {known.name for known in schema.TABLES}:
        return "not read yet"
    if table not in snapshot.supplied_tables:
        return "missing"
    lacking = [
        one.lacking for one in _never_told(snapshot, definition) if one.table == table
    ]
    if lacking:
        return f"missing: {' '.join(lacking)}"
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
    count: int = snapshot.scalar(
        sql("SELECT count(*) FROM {table} WHERE ", table=table) + is_empty
    )
    return count
