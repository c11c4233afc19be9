"""All the facts of one report: one supplier, one quarter, one snapshot. Every number on the page is in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

import pandas as pd

from srmlib.calendar import Quarter
from srmlib.cost.ledger import cost_summary, ledger_rows
from srmlib.cost.summary import CostSummary
from srmlib.errors import UsageError
from srmlib.home import Home
from srmlib.metrics.bridge import Bridge, bridge
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.definition import Definition
from srmlib.metrics.delivery import MONTHS_SHOWN, delivery_months
from srmlib.metrics.reading import Reading
from srmlib.metrics.verdict import ControlChart, p_prime_chart
from srmlib.snapshot import Snapshot, open_snapshot


@dataclass(frozen=True)
class Supplier:
    supplier_id: str
    name: str
    kind: str
    category: str | None
    country: str | None


@dataclass(frozen=True)
class Extract:
    """One file as received. `is_stale`: its last event is older than the source promises."""

    name: str
    file: str
    sha256: str
    rows_read: int
    rows_kept: int
    rows_rejected: int
    last_event_on: date | None
    expected_every_days: int | None
    is_stale: bool


@dataclass(frozen=True)
class DataCheck:
    """One check of the data behind this report: what was looked for, how many rows it found, and what became of them."""

    name: str
    rows: int
    consequence: str


@dataclass(frozen=True)
class MonthlyChart:
    """D1 by month (first day of each, oldest first, this quarter's last), with its control chart."""

    months: list[date]
    numerators: list[int]
    denominators: list[int]
    chart: ControlChart


@dataclass(frozen=True)
class Facts:
    supplier: Supplier
    quarter: Quarter
    as_of: date
    snapshot_id: str
    audience: str
    definition_set: int
    extracts: list[Extract]
    readings: list[Reading]
    definitions: list[Definition]
    cost: CostSummary
    d1_months: MonthlyChart
    checks: list[DataCheck]
    lines: pd.DataFrame
    ledger: pd.DataFrame
    bridges: list[Bridge] = field(default_factory=list)

    def reading(self, metric_id: str) -> Reading:
        return next(reading for reading in self.readings if reading.id == metric_id)

    def green_zone(self) -> dict[str, int]:
        """How many metrics are judged, in the green zone, outside it, clearly outside it, and measured without a verdict."""
        verdicts = [reading.verdict for reading in self.readings if reading.verdict]
        inside = sum(verdict.startswith("green") for verdict in verdicts)
        return {
            "judged": len(verdicts),
            "inside": inside,
            "outside": len(verdicts) - inside,
            "outside_clear": verdicts.count("below_clear"),
            "without_verdict": sum(reading.state == "ok" and reading.verdict is None for reading in self.readings),
        }

    def to_json(self) -> dict:
        """report.json, as interfaces.md describes it."""
        return {
            "supplier_id": self.supplier.supplier_id,
            "supplier_name": self.supplier.name,
            "quarter": self.quarter.label,
            "from": self.quarter.start.isoformat(),
            "until": self.quarter.until.isoformat(),
            "as_of": self.as_of.isoformat(),
            "audience": self.audience,
            "snapshot": self.snapshot_id,
            "definitions": self.definition_set,
            "sources": [
                {
                    "name": e.name,
                    "file": e.file,
                    "sha256": e.sha256,
                    "rows_read": e.rows_read,
                    "rows_kept": e.rows_kept,
                    "rows_rejected": e.rows_rejected,
                    "last_event_on": e.last_event_on.isoformat() if e.last_event_on else None,
                    "expected_every_days": e.expected_every_days,
                    "is_stale": e.is_stale,
                }
                for e in self.extracts
            ],
            "metrics": [reading.to_json() for reading in self.readings],
            "green_zone": self.green_zone(),
            "cost": self.cost.to_json(),
            "trace": {"unit": self.cost.currency, "state": "not_supplied", "total": None, "links": []},
            "checks": [{"name": c.name, "rows": c.rows, "consequence": c.consequence} for c in self.checks],
            "bridges": [
                {
                    "metric": "D1",
                    "from": b.from_basis,
                    "to": b.to_basis,
                    "start": round(float(b.start), 4),
                    "end": round(float(b.end), 4),
                    "steps": [
                        {
                            "switch": s.switch,
                            "before": s.before,
                            "after": s.after,
                            "value": round(float(s.value), 4),
                            "change": round(float(s.change), 4),
                            "lines": len(s.flips),
                        }
                        for s in b.steps
                    ],
                }
                for b in self.bridges
            ],
            "months": [
                {"month": month.isoformat(), "numerator": k, "denominator": n, "lower": low, "upper": high, "signal": signal}
                for month, k, n, low, high, signal in zip(
                    self.d1_months.months,
                    self.d1_months.numerators,
                    self.d1_months.denominators,
                    self.d1_months.chart.lower,
                    self.d1_months.chart.upper,
                    self.d1_months.chart.signals,
                    strict=True,
                )
            ],
            "months_average": self.d1_months.chart.centre,
        }


AUDIENCES = ("shared", "internal")


def gather(snapshot: Snapshot, supplier_id: str, quarter: Quarter, audience: str = "shared", definition_set: int = 1) -> Facts:
    """All facts of one supplier's quarter. Raises UsageError for an unknown supplier, audience or definition set."""
    if audience not in AUDIENCES:
        raise UsageError(f"'{audience}' is no audience, expected one of {', '.join(AUDIENCES)}.\nName one of them.")
    if definition_set != 1:
        raise UsageError(f"There is no definition set {definition_set}, expected 1.\nUse the set this snapshot was loaded with.")
    readings = readings_of(snapshot, supplier_id, quarter)
    return Facts(
        supplier=find_supplier(snapshot, supplier_id),
        quarter=quarter,
        as_of=snapshot.as_of,
        snapshot_id=snapshot.id,
        audience=audience,
        definition_set=definition_set,
        extracts=_extracts(snapshot),
        readings=readings,
        definitions=[reading.definition for reading in readings],
        cost=cost_summary(snapshot, supplier_id, quarter),
        d1_months=_months(snapshot, supplier_id, quarter),
        checks=_checks(snapshot, supplier_id, quarter),
        lines=counted_lines(snapshot, supplier_id, quarter),
        ledger=ledger_rows(snapshot, supplier_id, quarter),
        bridges=_bridges(snapshot, supplier_id, quarter, next(r for r in readings if r.id == "D1")),
    )


def facts_for_notebook(supplier_id: str, quarter: str, as_of: str, definition_set: int, audience: str, snapshot: str) -> Facts:
    """The facts a notebook's parameters ask for; empty `as_of` and `snapshot` mean those of the current snapshot.

    Raises UsageError when the as-of date asked for is not the snapshot's: its numbers were counted as of that day.
    """
    with open_snapshot(Home.find(), snapshot or None) as opened:
        if as_of and as_of != opened.as_of.isoformat():
            raise UsageError(f"Snapshot {opened.id} is as of {opened.as_of}, not {as_of}.\nLoad the extract with --as-of {as_of}, or leave as_of empty.")
        return gather(opened, supplier_id, Quarter.parse(quarter), audience, definition_set)


def _bridges(snapshot: Snapshot, supplier_id: str, quarter: Quarter, d1: Reading) -> list[Bridge]:
    """From the supplier's own number of D1 to the agreed one, and from there to the buyer's own, as far as they are stated."""
    if d1.state not in ("ok", "too_few"):
        return []
    asked = [pair for pair in (("supplier", "agreed"), ("agreed", "buyer")) if set(pair) <= set(d1.definition.switches)]
    return [found for pair in asked if (found := bridge(snapshot, supplier_id, quarter, *pair))]


def find_supplier(snapshot: Snapshot, supplier_id: str) -> Supplier:
    """The supplier of an id. Raises UsageError, with close matches, when there is none."""
    found = snapshot.con.execute("SELECT supplier_id, name, kind, category, country FROM suppliers WHERE supplier_id = ?", [supplier_id]).fetchall()
    if found:
        return Supplier(*found[0])
    known = {row[0]: row[0] for row in snapshot.con.execute("SELECT supplier_id FROM suppliers ORDER BY supplier_id").fetchall()}
    known |= {row[0]: row[1] for row in snapshot.con.execute("SELECT name, supplier_id FROM suppliers ORDER BY name").fetchall()}
    close = list(dict.fromkeys(known[match] for match in get_close_matches(supplier_id, known, n=3, cutoff=0.5)))
    hint = f"Did you mean {' or '.join(close)}?" if close else f"Its suppliers are {', '.join(list(dict.fromkeys(known.values()))[:10])} and others."
    raise UsageError(f"There is no supplier '{supplier_id}' in snapshot {snapshot.id} of source {snapshot.source}.\n{hint}")


def suppliers_with_activity(snapshot: Snapshot, quarter: Quarter) -> list[Supplier]:
    """Outside suppliers with a line due or a cost booked in the quarter, by name. The buyer's own warehouses get no report."""
    rows = snapshot.con.execute(
        "SELECT supplier_id, name, kind, category, country FROM suppliers WHERE kind = 'outside' AND supplier_id IN ("
        " SELECT supplier_id FROM line_outcomes WHERE basis = 'agreed' AND due_on >= $start AND due_on < $until"
        " AND outcome NOT IN ('cancelled', 'nothing_ordered')"
        " UNION SELECT supplier_id FROM cost_ledger WHERE booked_on >= $start AND booked_on < $until) ORDER BY name, supplier_id",
        {"start": quarter.start, "until": quarter.until},
    ).fetchall()
    return [Supplier(*row) for row in rows]


def counted_lines(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> pd.DataFrame:
    """The schedule lines behind D1, one row each, misses first: line_id, order_id, part_id, part, due_on, docked_on (of the receipt that
    filled the line), ordered_qty, received_qty, outcome."""
    return snapshot.rows(
        "SELECT o.line_id, o.order_id, o.part_id, p.name AS part, o.due_on, o.filled_on AS docked_on, o.ordered_qty, o.received_qty, o.outcome"
        " FROM line_outcomes AS o LEFT JOIN parts AS p ON p.part_id = o.part_id"
        " WHERE o.basis = 'agreed' AND o.supplier_id = ? AND o.is_counted AND o.due_on >= ? AND o.due_on < ? ORDER BY o.is_on_time, o.due_on, o.line_id",
        [supplier_id, quarter.start, quarter.until],
    )


def _extracts(snapshot: Snapshot) -> list[Extract]:
    rows = snapshot.con.execute(
        "SELECT name, file, sha256, rows_read, rows_kept, rows_rejected, last_event_on, expected_every_days, is_stale FROM extracts ORDER BY file"
    ).fetchall()
    return [Extract(*row) for row in rows]


def _months(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> MonthlyChart:
    months = delivery_months(snapshot, supplier_id, quarter.back(MONTHS_SHOWN // 3)[0].start, quarter.until)
    days, on_time, due, _ = (list(column) for column in zip(*months, strict=True))
    return MonthlyChart(days, on_time, due, p_prime_chart(on_time, due))


def _checks(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[DataCheck]:
    """What was looked for in this supplier's rows, also where nothing was found: a check that found nothing is a fact too."""
    period = {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until}
    due = "SELECT count(*) FROM line_outcomes WHERE basis = 'agreed' AND supplier_id = $supplier_id AND due_on >= $start AND due_on < $until AND "
    docked = (
        "SELECT count(*) FROM receipts AS r JOIN schedule_lines AS l ON l.line_id = r.line_id"
        " WHERE l.supplier_id = $supplier_id AND r.docked_on >= $start AND r.docked_on < $until AND "
    )
    checks = (
        ("Lines cancelled before their due date", due + "outcome = 'cancelled'", "not counted in D1"),
        ("Lines not yet due on the as-of date", due + "outcome = 'not_due'", "not counted in D1"),
        ("Lines with nothing ordered", due + "outcome = 'nothing_ordered'", "not counted in D1"),
        ("Received lines without a received quantity", due + "NOT is_qty_known", "judged by the date alone"),
        ("Lines without a known order date", due + "ordered_on IS NULL", "left out of D3"),
        ("Lines received before they were ordered", due + "is_received_before_ordered", "left out of D3"),
        ("Receipts keyed in before the goods arrived", docked + "r.posted_on < r.docked_on", "counted by the day at the dock"),
        ("Receipts keyed in after the quarter", docked + "r.posted_on >= $until", "counted by the day at the dock; they change a number published earlier"),
        ("Receipts reversed", docked + "r.kind = 'reversal'", "taken back from the receipt they name"),
        ("Returns to the supplier", docked + "r.kind = 'return'", "taken off the good quantity; the delivery stands"),
    )  # fmt: skip
    return [DataCheck(name, _count(snapshot, sql, period), consequence) for name, sql, consequence in checks]


def _count(snapshot: Snapshot, sql: str, period: dict) -> int:
    used = {name: value for name, value in period.items() if f"${name}" in sql}
    return snapshot.con.execute(sql, used).fetchall()[0][0]
