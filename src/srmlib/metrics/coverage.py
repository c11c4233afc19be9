"""Which metrics an extract can carry: per metric and table it needs, ready, partial or missing; and
what each leaves out of it, and why.
"""

from __future__ import annotations

from srmlib.rules import schema
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Metric
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
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
