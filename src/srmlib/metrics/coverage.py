"""Which metrics an extract can carry: per metric and table it needs, ready, partial or missing; and
what each leaves out of it, and why.
"""

from __future__ import annotations

from srmlib.numbers import by_count
from srmlib.rules import schema
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Metric, parts_of
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
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


def left_out_lines(snapshot: Snapshot) -> list[str]:
    """One printed line per metric with rows: how many the agreed basis counts, and how many it
    leaves out for what reason, in the words of its record.
    """
    rows: dict[str, list[Record]] = {}
    for row in snapshot.records(statement("metrics/readings/left_out")):
        rows.setdefault(row["metric_id"], []).append(row)
    return [
        f"{definition.metric_id}  {_left_out_words(definition.metric, rows[definition.metric_id])}"
        for definition in definitions_of(snapshot.con)
        if definition.metric_id in rows
    ]


def _left_out_words(metric: Metric, rows: list[Record]) -> str:
    counted = [row for row in rows if row["is_counted"]]
    said = f"{_counted_words(metric, counted[0])} counted" if counted else "nothing counted"
    left = [
        f"{row['row_count']:,} {metric.outcome_words(row['outcome'])}"
        for row in sorted(rows, key=lambda row: -row["row_count"])
        if not row["is_counted"]
    ]
    return f"{said}; left out: {', '.join(left)}" if left else f"{said}; none left out"


def _counted_words(metric: Metric, row: Record) -> str:
    """What was counted; where rows are of two kinds, both."""
    if metric.event is None or metric.exposure is None:
        return metric.row.count(row["row_count"])
    events, exposures = row["event_count"], row["exposure_count"]
    return f"{metric.event.count(events)} and {metric.exposure.count(exposures)}"


def _rows_without(snapshot: Snapshot, table: str, columns: tuple[str, ...]) -> int:
    """How many rows fill none of the columns."""
    is_empty = " AND ".join(sql("{column} IS NULL", column=column) for column in columns)
    count: int = snapshot.scalar(sql("SELECT count(*) FROM {table} WHERE ", table=table) + is_empty)
    return count
