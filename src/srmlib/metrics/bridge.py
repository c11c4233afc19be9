"""The bridge: from one firm's number to another's, one switch of definition per step, with the lines each step flips and nothing left over."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from fractions import Fraction

from srmlib.calendar import Quarter
from srmlib.errors import UsageError
from srmlib.metrics.definition import Switches, definitions_of, write_bases
from srmlib.snapshot import Snapshot
from srmlib.snapshot.building import SQL


@dataclass(frozen=True)
class LineReading:
    """How one schedule line reads under one basis; `weight` is 1, its ordered quantity or its value, as the basis counts."""

    due_on: date | None
    filled_on: date | None
    outcome: str
    is_counted: bool
    is_on_time: bool
    weight: Fraction


@dataclass(frozen=True)
class Flip:
    """A line that reads differently after a step. A reading is None where the line does not belong to the quarter."""

    line_id: str
    before: LineReading | None
    after: LineReading | None


@dataclass(frozen=True)
class Step:
    """One switch changed: the number after it, in percent, the change in points, and the lines that flipped. Fractions, so that nothing is rounded."""

    switch: str
    before: object
    after: object
    value: Fraction
    change: Fraction
    flips: list[Flip]


@dataclass(frozen=True)
class Bridge:
    """`start` plus all changes is `end`, exactly. Numerators and denominators are in the unit of their own basis."""

    from_basis: str
    to_basis: str
    start: Fraction
    end: Fraction
    steps: list[Step]


def bridge(snapshot: Snapshot, supplier_id: str, quarter: Quarter, from_basis: str, to_basis: str) -> Bridge | None:
    """The bridge of D1 between two stated bases, switch by switch in the printed order of `Switches`.

    None when one of the readings on the way has nothing to count. Raises UsageError for a basis that is not stated.
    """
    stated = next(definition.switches for definition in definitions_of(snapshot.con) if definition.metric_id == "D1")
    for basis in (from_basis, to_basis):
        if basis not in stated:
            raise UsageError(
                f"The basis '{basis}' of D1 is not stated, expected one of {', '.join(stated)}.\nState its switches in data/definitions/ and load again."
            )
    path = path_between(stated[from_basis], stated[to_basis])
    readings = line_readings(snapshot, supplier_id, quarter, path)
    values = [value_of(reading) for reading in readings]
    if None in values:
        return None
    steps = []
    for i in range(1, len(path)):
        switch = next(f.name for f in fields(Switches) if getattr(path[i], f.name) != getattr(path[i - 1], f.name))
        flips = _flips(readings[i - 1], readings[i])
        steps.append(Step(switch, getattr(path[i - 1], switch), getattr(path[i], switch), values[i], values[i] - values[i - 1], flips))
    return Bridge(from_basis, to_basis, values[0], values[-1], steps)


def path_between(start: Switches, end: Switches) -> list[Switches]:
    """The bases on the way, both ends included: one switch changed at a time, in the order of the fields.

    >>> [s.late_days for s in path_between(Switches(due="requested"), Switches(late_days=3))]
    [0, 0, 3]
    """
    path = [start]
    for f in fields(Switches):
        if getattr(path[-1], f.name) != getattr(end, f.name):
            path.append(replace(path[-1], **{f.name: getattr(end, f.name)}))
    return path


def line_readings(snapshot: Snapshot, supplier_id: str, quarter: Quarter, path: list[Switches]) -> list[dict[str, LineReading]]:
    """Per basis of the path, the supplier's lines due in the quarter under it, by line id. All bases are read in one pass.

    The SQL is the mart's own: a temporary `bases` stands in front of the snapshot's.
    """
    snapshot.con.execute("CREATE OR REPLACE TEMP TABLE bases AS SELECT * FROM snapshot.bases LIMIT 0")
    try:
        write_bases(snapshot.con, {str(i): switches for i, switches in enumerate(path)}, supplier_id)
        rows = snapshot.con.execute(
            "SELECT basis, line_id, due_on, filled_on, outcome, is_counted, is_on_time, ordered_qty, value_amount FROM ("
            + (SQL / "marts" / "line_outcomes.sql").read_text(encoding="utf-8")
            + ") AS outcomes WHERE due_on >= ? AND due_on < ? ORDER BY line_id",
            [quarter.start, quarter.until],
        ).fetchall()
    finally:
        snapshot.con.execute("DROP TABLE temp.bases")
    readings: list[dict[str, LineReading]] = [{} for _ in path]
    for basis, line_id, due_on, filled_on, outcome, is_counted, is_on_time, qty, value in rows:
        weight = {"line": 1, "quantity": qty, "value": value}[path[int(basis)].unit]
        readings[int(basis)][line_id] = LineReading(due_on, filled_on, outcome, is_counted, is_on_time, Fraction(weight))
    return readings


def value_of(reading: dict[str, LineReading]) -> Fraction | None:
    """The number in percent, exactly; None when nothing is counted."""
    due = sum(line.weight for line in reading.values() if line.is_counted)
    return Fraction(100) * sum(line.weight for line in reading.values() if line.is_counted and line.is_on_time) / due if due else None


def _flips(before: dict[str, LineReading], after: dict[str, LineReading]) -> list[Flip]:
    """Lines that count differently: in or out, on time or not, or with another weight."""

    def what_counts(line: LineReading | None) -> tuple:
        return (line.is_counted, line.is_on_time, line.weight) if line and line.is_counted else (False, False, 0)

    return [Flip(i, before.get(i), after.get(i)) for i in sorted(before.keys() | after.keys()) if what_counts(before.get(i)) != what_counts(after.get(i))]


def flip_rows(found: Bridge) -> list[dict]:
    """Every flip of a bridge as a plain row: step, switch, line, and its dates and outcome before and after."""
    rows = []
    for number, step in enumerate(found.steps, start=1):
        for flip in step.flips:
            row = {"from_basis": found.from_basis, "to_basis": found.to_basis, "step": number, "switch": step.switch, "line_id": flip.line_id}
            for side, line in (("before", flip.before), ("after", flip.after)):
                said = asdict(line) if line else {}
                row |= {f"{name}_{side}": said.get(name) for name in ("due_on", "filled_on", "outcome")}
            rows.append(row)
    return rows
