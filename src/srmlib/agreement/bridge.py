"""The bridge: from one firm's number to another's, one switch of definition per step, with the rows
each step flips and nothing left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import ClassVar

import pandas as pd

from srmlib.metrics.arithmetic import value_of
from srmlib.metrics.disputes import DECIDED
from srmlib.numbers import table_change, table_number
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Metric
from srmlib.rules.switches import Basis, Choice
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import ROW_COLUMNS, sql, statement
from srmlib.snapshot.definitions import (
    bases_table,
    definition_of,
    make_bases_table,
    rows_sql,
    rows_table,
    write_bases,
)

# What every metric's rows begin with; the columns after them describe the row.
SHARED_COLUMNS = frozenset(ROW_COLUMNS.split(", "))
WHAT_IF = "what if"


# The step of what both firms decided in the register, beside those of the switches.
DECIDED_STEP = "decided"


@dataclass(frozen=True)
class RowReading:
    """How one row (a schedule line, ticket, lot …) reads under one basis.

    `is_counted` says whether it counts in the quarter asked for; `facts` are the columns that
    describe the row: its dates and quantities.
    """

    counted_on: date | None
    outcome: str
    is_counted: bool
    numerator: Fraction
    denominator: Fraction
    facts: Record

    @classmethod
    def of(cls, quarter: Quarter, row: Record) -> RowReading:
        """From a row as it stands in a metric's table; what every metric's rows do not have is its
        facts.
        """
        counted_on = row["counted_on"]
        counts = row["is_counted"] and counted_on is not None and counted_on in quarter
        return cls(
            counted_on,
            row["outcome"],
            counts,
            Fraction(row["numerator"] or 0),
            Fraction(row["denominator"] or 0),
            {name: value for name, value in row.items() if name not in SHARED_COLUMNS},
        )

    @property
    def what_counts(self) -> tuple:
        if self.is_counted:
            return (self.numerator, self.denominator)
        return ()


@dataclass(frozen=True)
class Flip:
    """A row that reads differently after a step. A reading is None where the basis does not know
    the row at all.
    """

    row_id: str
    before: RowReading | None
    after: RowReading | None


@dataclass(frozen=True)
class Step:
    """One switch changed: the number after it, the change, both in the metric's unit, and the rows
    that flipped. Fractions: nothing is rounded.
    """

    JSON: ClassVar = ("switch", "before", "after", "value", "change", "rows")

    switch: str
    before: Choice
    after: Choice
    value: Fraction
    change: Fraction
    flips: list[Flip]

    @property
    def rows(self) -> int:
        """How many rows flipped."""
        return len(self.flips)


@dataclass(frozen=True)
class Bridge:
    """`start` plus the changes of all steps is `end`, exactly."""

    JSON: ClassVar = {"metric_id": "metric", "from_basis": "from", "to_basis": "to"}

    metric_id: str
    from_basis: str
    to_basis: str
    start: Fraction
    end: Fraction
    steps: list[Step]

    def __str__(self) -> str:
        """Its steps and the values between them, in the metric's unit, as aligned lines."""
        lines = [(self.from_basis, "", table_number(self.start))]
        for step in self.steps:
            words = f"  {step.switch}: {step.after}, not {step.before}"
            lines.append((words, table_change(step.change), table_number(step.value)))
        lines.append((self.to_basis, "", table_number(self.end)))
        widths = [max(len(line[column]) for line in lines) for column in range(3)]
        return "\n".join(
            [
                f"{self.metric_id}, from {self.from_basis} to {self.to_basis}",
                *(
                    f"{words:{widths[0]}}  {change:>{widths[1]}}  {value:>{widths[2]}}"
                    for words, change, value in lines
                ),
            ]
        )

    def table(self) -> pd.DataFrame:
        """Every row that flips, step by step; see flip_rows."""
        return pd.DataFrame(flip_rows(self), columns=list(FLIP_COLUMNS))


def step_words(metric: Metric, step: Step) -> tuple[str, str, str]:
    """What a step changes, and its choices before and after, in words."""
    if step.switch == DECIDED_STEP:
        return "Disputes decided by both firms", str(step.before), str(step.after)
    switch = metric.switches[step.switch]
    return switch.words, switch.say(step.before), switch.say(step.after)


def bridge(
    snapshot: Snapshot,
    metric_id: str,
    supplier_id: str,
    quarter: Quarter,
    from_basis: str,
    to_basis: str,
) -> Bridge | None:
    """The bridge of a metric between two stated bases, switch by switch in the printed order of its
    switches.

    None when one of the readings on the way has nothing to count, or counts in several units of
    measure. Raises UsageError for a basis that is not stated.
    """
    definition = definition_of(snapshot.con, metric_id, supplier_id)
    start = definition.choices_of(from_basis)
    end = definition.choices_of(to_basis)
    path = path_between(start, end)
    readings = read_rows(snapshot, definition, supplier_id, quarter, path)
    return _built(definition, (from_basis, to_basis), path, readings)


def what_if(
    snapshot: Snapshot,
    metric_id: str,
    supplier_id: str,
    quarter: Quarter,
    from_basis: str = "agreed",
    **choices: Choice,
) -> Bridge | None:
    """The bridge from a stated basis to the same with other choices: `what_if(book, "D1", "S-1001",
    quarter, late_days=2)`. From the agreed basis, a row that both firms decided in the register
    counts as decided, whatever the choices.

    None when nothing is left to count. Raises UsageError for a basis that is not stated,
    DefinitionError for an unknown switch or choice.
    """
    definition = definition_of(snapshot.con, metric_id, supplier_id)
    start = definition.choices_of(from_basis)
    end = definition.metric.read_basis(choices, f"{metric_id}, what if", start)
    path = path_between(start, end)
    readings = read_rows(snapshot, definition, supplier_id, quarter, path)
    if from_basis == "agreed":
        decided = _decided_rows(snapshot, metric_id, supplier_id, quarter)
        readings = [reading | decided for reading in readings]
    return _built(definition, (from_basis, WHAT_IF), path, readings)


def _decided_rows(
    snapshot: Snapshot, metric_id: str, supplier_id: str, quarter: Quarter
) -> dict[str, RowReading]:
    """The rows of the quarter that read as both firms decided, where a register is laid over."""
    rows = snapshot.records(
        sql(statement("metrics/readings/rows_behind"), rows=rows_table(metric_id)),
        ["agreed", supplier_id, quarter.start, quarter.until],
    )
    return {
        row["row_id"]: RowReading.of(quarter, row)
        for row in rows
        if row["outcome"].startswith(DECIDED)
    }


def _built(
    definition: Definition,
    ends: tuple[str, str],
    path: list[Basis],
    readings: list[dict[str, RowReading]],
) -> Bridge | None:
    known = [
        value_of_rows(definition, choices, reading)
        for choices, reading in zip(path, readings, strict=True)
    ]
    values = [value for value in known if value is not None]
    if len(values) < len(known):
        return None
    steps = []
    for i in range(1, len(path)):
        switch = next(name for name in path[i] if path[i][name] != path[i - 1][name])
        flips = _flips(readings[i - 1], readings[i])
        steps.append(
            Step(
                switch,
                path[i - 1][switch],
                path[i][switch],
                values[i],
                values[i] - values[i - 1],
                flips,
            )
        )
    return Bridge(definition.metric_id, *ends, values[0], values[-1], steps)


def path_between(start: Basis, end: Basis) -> list[Basis]:
    """The bases on the way, both ends included: one switch changed at a time, in printed order.

    >>> [b["closed"] + " " + b["clock"] for b in path_between({"closed": "verified", "clock": "calendar"}, {"closed": "answered", "clock": "working"})]
    ['verified calendar', 'answered calendar', 'answered working']
    """
    path = [start]
    for name in end:
        if path[-1][name] != end[name]:
            path.append({**path[-1], name: end[name]})
    return path


def read_rows(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    path: list[Basis],
) -> list[dict[str, RowReading]]:
    """Per basis of the path, the rows by id that any of them places in the quarter. All bases are
    read in one pass.

    The SQL is the metric's own.
    """
    metric = definition.metric
    with bases_in_place(
        snapshot, metric, supplier_id, {str(i): choices for i, choices in enumerate(path)}
    ):
        rows = snapshot.records(
            "WITH rows_read AS (\n"
            + rows_sql(metric)
            + "\n)\n"
            + statement("agreement/near_rows"),
            [quarter.start, quarter.until, supplier_id],
        )
    readings: list[dict[str, RowReading]] = [{} for _ in path]
    for row in rows:
        del row["is_near"]
        readings[int(row["basis"])][row["row_id"]] = RowReading.of(quarter, row)
    return readings


@contextmanager
def bases_in_place(
    snapshot: Snapshot, metric: Metric, supplier_id: str, bases: dict[str, Basis]
) -> Iterator[None]:
    """For a while, a table of these bases of one supplier in front of the snapshot's own: the
    metric's SQL then reads by them.
    """
    make_bases_table(snapshot.con, metric, is_temporary=True)
    try:
        write_bases(snapshot.con, metric, bases, only=supplier_id)
        yield
    finally:
        snapshot.con.execute(sql("DROP TABLE temp.{bases}", bases=bases_table(metric.id)))


def value_of_rows(
    definition: Definition, choices: Basis, reading: dict[str, RowReading]
) -> Fraction | None:
    """The metric's value in its unit, exactly; None when nothing is counted, or in several units of
    measure.
    """
    counted = [row for row in reading.values() if row.is_counted]
    units = {row.facts.get("measured_in") for row in counted if any(row.what_counts)}
    if len(units) > 1:
        return None
    return value_of(definition, choices, [row.what_counts for row in counted])


def _flips(before: dict[str, RowReading], after: dict[str, RowReading]) -> list[Flip]:
    """Rows that count differently: in or out, met or not, or with another weight."""

    def what_counts(row: RowReading | None) -> tuple:
        return row.what_counts if row else ()

    return [
        Flip(i, before.get(i), after.get(i))
        for i in sorted(before.keys() | after.keys())
        if what_counts(before.get(i)) != what_counts(after.get(i))
    ]


READ_COLUMNS = ("counted_on", "outcome", "numerator", "denominator", "facts")
FLIP_COLUMNS = (
    *("metric_id", "from_basis", "to_basis", "step", "switch", "row_id"),
    *(f"{name}_before" for name in READ_COLUMNS),
    *(f"{name}_after" for name in READ_COLUMNS),
)


def flip_rows(found: Bridge) -> list[dict]:
    """Every flip of a bridge as a plain row: step, switch, row id, and how it read before and
    after, with its dates and quantities as text.
    """
    rows = []
    for number, step in enumerate(found.steps, start=1):
        for flip in step.flips:
            row = {
                "metric_id": found.metric_id,
                "from_basis": found.from_basis,
                "to_basis": found.to_basis,
                "step": number,
                "switch": step.switch,
            }
            rows.append(
                row
                | {"row_id": flip.row_id}
                | _side("before", flip.before)
                | _side("after", flip.after)
            )
    return rows


def _side(side: str, row: RowReading | None) -> dict:
    if row is None:
        return {f"outcome_{side}": "unknown"}
    outcome = row.outcome
    has_weight = row.numerator != 0 or row.denominator != 0
    if has_weight and not row.is_counted:
        outcome += ", not counted in this quarter"
    said = {
        "counted_on": row.counted_on,
        "outcome": outcome,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "facts": facts_text(row.facts),
    }
    return {
        f"{name}_{side}": str(value) if isinstance(value, Fraction) else value
        for name, value in said.items()
    }


def facts_text(facts: Record) -> str:
    """The dates, times and quantities that describe a row, as text: `due_on 2026-08-20, filled_on
    2026-08-22`.
    """
    told = {
        name: value
        for name, value in facts.items()
        if isinstance(value, date | datetime) or name.endswith("_qty")
    }
    return ", ".join(f"{name} {value}" for name, value in told.items() if value is not None)
