"""All the facts of one report: one supplier, one quarter, one snapshot. Every number on the page is
in here.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from difflib import get_close_matches

import pandas as pd

from srmlib.agreement.bridge import Bridge, bridge
from srmlib.agreement.restatement import Restatement, restatements
from srmlib.cost.detail import CostDetail, cost_block, cost_detail
from srmlib.cost.ledger import cost_summary, ledger_rows
from srmlib.cost.summary import CostSummary
from srmlib.errors import UsageError
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.disputes import disputed_range, disputes_of
from srmlib.metrics.monthly import monthly_chart
from srmlib.metrics.result import Reading, goal_aligned
from srmlib.metrics.rows import rows_behind
from srmlib.promises.kept import Promises, promises_of
from srmlib.promises.meaning import Meaning, meaning_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.snapshot.definitions import definitions_of
from srmlib.trace.attribution import trace_of
from srmlib.trace.links import Trace
from srmlib.workspace import Workspace


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

    def to_json(self) -> dict:
        return asdict(self) | {
            "last_event_on": self.last_event_on.isoformat() if self.last_event_on else None
        }


@dataclass(frozen=True)
class DataCheck:
    """One check of the data behind this report: what was looked for, how many rows it found, and
    what became of them.
    """

    name: str
    rows: int
    consequence: str


@dataclass(frozen=True)
class Facts:
    """`readings` are the supplier's metrics, `ours` those of our part. `rows` holds, per metric
    that is counted, the rows behind it. `before_snapshot` is the snapshot last quarter's report was
    published from (empty: none at hand), `restatements` what reads differently since.
    """

    supplier: Supplier
    quarter: Quarter
    as_of: date
    snapshot_id: str
    audience: str
    definition_set: int
    extracts: list[Extract]
    readings: list[Reading]
    ours: list[Reading]
    cost: CostSummary
    checks: list[DataCheck]
    rows: dict[str, pd.DataFrame]
    ledger: pd.DataFrame
    disputes: pd.DataFrame
    bridges: list[Bridge] = field(default_factory=list)
    before_snapshot: str = ""
    restatements: list[Restatement] = field(default_factory=list)
    cost_detail: CostDetail = field(default_factory=CostDetail)
    trace: Trace = field(default_factory=Trace)
    promises: Promises = field(default_factory=Promises)
    meaning: Meaning | None = None

    @property
    def definitions(self) -> list[Definition]:
        return [reading.definition for reading in (*self.readings, *self.ours)]

    def reading(self, metric_id: str) -> Reading:
        return next(reading for reading in (*self.readings, *self.ours) if reading.id == metric_id)

    def bridges_of(self, metric_id: str) -> list[Bridge]:
        return [found for found in self.bridges if found.metric_id == metric_id]

    def green_zone(self) -> dict[str, int]:
        """How many metrics are judged, in the green zone, outside it, clearly outside it, and
        measured without a verdict.
        """
        verdicts = [reading.verdict for reading in self.readings if reading.verdict]
        inside = sum(verdict.startswith("green") for verdict in verdicts)
        return {
            "judged": len(verdicts),
            "inside": inside,
            "outside": len(verdicts) - inside,
            "outside_clear": verdicts.count("below_clear"),
            "without_verdict": sum(
                reading.state == "ok" and reading.verdict is None for reading in self.readings
            ),
        }

    def spotlight(self) -> list[Reading]:
        """The metrics outside the green zone, clear of chance first, then by how far outside; at
        most five.

        Where nothing has a verdict, on time in full is looked at all the same.
        """
        outside = [
            reading for reading in self.readings if (reading.verdict or "").startswith("below")
        ]
        outside.sort(
            key=lambda reading: (
                reading.verdict != "below_clear",
                goal_aligned(reading.value, reading.definition),
            )
        )
        is_unjudged = not any(reading.verdict for reading in self.readings)
        return outside[:SPOTLIGHT] or [
            reading
            for reading in self.readings
            if is_unjudged and reading.id == "D1" and reading.state in ("ok", "too_few")
        ]

    def has_agreement(self) -> bool:
        """True when both firms signed the definition of any metric that is counted."""
        return any(
            reading.definition.is_signed
            for reading in self.readings
            if reading.state in ("ok", "too_few")
        )

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
            "sources": [extract.to_json() for extract in self.extracts],
            "metrics": [reading.to_json() for reading in self.readings],
            "our_part": [reading.to_json() for reading in self.ours],
            "green_zone": self.green_zone(),
            "spotlight": [reading.id for reading in self.spotlight()],
            "cost": cost_block(self.cost, self.cost_detail),
            "trace": self.trace.to_json(),
            "customer_promise": (
                self.promises.to_json()
                | ({} if self.meaning is None else {"meaning": self.meaning.to_json()})
            ),
            "checks": [asdict(check) for check in self.checks],
            "bridges": [found.to_json() for found in self.bridges],
            "before": self.before_snapshot,
            "restatements": [restatement.to_json() for restatement in self.restatements],
            "disputes": [
                {name: _plain(value) for name, value in row.items()}
                for row in self.disputes.astype(object).to_dict("records")
            ],
        }


def _plain(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


AUDIENCES = ("shared", "internal")
SPOTLIGHT = 5
# The states in which a metric's rows were counted, if there were any.
COUNTED = ("ok", "too_few", "no_data")


def gather(
    snapshot: Snapshot,
    supplier_id: str,
    quarter: Quarter,
    audience: str = "shared",
    definition_set: int = 1,
    before: Snapshot | None = None,
) -> Facts:
    """All facts of one supplier's quarter; `before` is the snapshot last quarter's report was
    published from.

    Raises UsageError for an unknown supplier, audience or definition set.
    """
    if audience not in AUDIENCES:
        raise UsageError(
            f"'{audience}' is no audience, expected one of {', '.join(AUDIENCES)}.\nName one of"
            " them."
        )
    if definition_set != 1:
        raise UsageError(
            f"There is no definition set {definition_set}, expected 1.\nUse the set this snapshot"
            " was loaded with."
        )
    readings = [
        _complete(snapshot, reading, supplier_id, quarter)
        for reading in readings_of(snapshot, supplier_id, quarter)
    ]
    return Facts(
        supplier=find_supplier(snapshot, supplier_id),
        quarter=quarter,
        as_of=snapshot.as_of,
        snapshot_id=snapshot.id,
        audience=audience,
        definition_set=definition_set,
        extracts=_extracts(snapshot),
        readings=[reading for reading in readings if not reading.definition.is_ours],
        ours=[reading for reading in readings if reading.definition.is_ours],
        cost=cost_summary(snapshot, supplier_id, quarter),
        checks=_checks(snapshot, supplier_id, quarter),
        rows={
            reading.id: rows_behind(snapshot, reading.id, supplier_id, quarter)
            for reading in readings
            if reading.state in COUNTED
        },
        ledger=ledger_rows(snapshot, supplier_id, quarter),
        disputes=disputes_of(snapshot, supplier_id, quarter),
        bridges=[
            found
            for reading in readings
            for found in _bridges(snapshot, supplier_id, quarter, reading)
        ],
        before_snapshot=before.id if before else "",
        restatements=(
            restatements(before, snapshot, supplier_id, quarter.previous()) if before else []
        ),
        cost_detail=cost_detail(snapshot, supplier_id, quarter, readings),
        trace=trace_of(snapshot, supplier_id, quarter, audience),
        promises=promises_of(snapshot, supplier_id, quarter),
        meaning=meaning_of(snapshot, supplier_id, quarter),
    )


def _complete(snapshot: Snapshot, reading: Reading, supplier_id: str, quarter: Quarter) -> Reading:
    """A reading with its months and, where rows of it are disputed, the range of its value."""
    if reading.state not in COUNTED:
        return reading
    months = monthly_chart(snapshot, reading.definition, supplier_id, quarter)
    return replace(
        reading,
        months=months,
        disputed=disputed_range(snapshot, reading.definition, supplier_id, quarter),
    )


def facts_for_notebook(
    supplier_id: str,
    quarter: str,
    as_of: str,
    definition_set: int,
    audience: str,
    snapshot: str,
    before: str = "",
) -> Facts:
    """The facts a notebook's parameters ask for; empty `as_of` and `snapshot` mean those of the
    current snapshot, an empty `before` none.

    Raises UsageError when the as-of date asked for is not the snapshot's: its numbers were counted
    as of that day.
    """
    with open_snapshot(Workspace.find(), snapshot or None) as opened:
        if as_of and as_of != opened.as_of.isoformat():
            raise UsageError(
                f"Snapshot {opened.id} is as of {opened.as_of}, not {as_of}.\nLoad the extract with"
                f" --as-of {as_of}, or leave as_of empty."
            )
        with open_snapshot(Workspace.find(), before) if before else nullcontext() as earlier:
            return gather(
                opened, supplier_id, Quarter.parse(quarter), audience, definition_set, earlier
            )


def _bridges(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter, reading: Reading
) -> list[Bridge]:
    """From the supplier's own number of a metric to the agreed one, and from there to the buyer's
    own, as far as they are stated.
    """
    if reading.state not in ("ok", "too_few"):
        return []
    asked = [
        pair
        for pair in (("supplier", "agreed"), ("agreed", "buyer"))
        if set(pair) <= set(reading.definition.switches)
    ]
    return [
        found
        for pair in asked
        if (found := bridge(snapshot, reading.id, supplier_id, quarter, *pair))
    ]


def find_supplier(snapshot: Snapshot, supplier_id: str) -> Supplier:
    """The supplier of an id. Raises UsageError, with close matches, when there is none."""
    found = snapshot.con.execute(
        "SELECT supplier_id, name, kind, category, country FROM suppliers WHERE supplier_id = ?",
        [supplier_id],
    ).fetchall()
    if found:
        return Supplier(*found[0])
    known = {
        row[0]: row[0]
        for row in snapshot.con.execute(
            "SELECT supplier_id FROM suppliers ORDER BY supplier_id"
        ).fetchall()
    }
    known |= {
        row[0]: row[1]
        for row in snapshot.con.execute(
            "SELECT name, supplier_id FROM suppliers ORDER BY name"
        ).fetchall()
    }
    close = list(
        dict.fromkeys(
            known[match] for match in get_close_matches(supplier_id, known, n=3, cutoff=0.5)
        )
    )
    hint = (
        f"Did you mean {' or '.join(close)}?"
        if close
        else f"Its suppliers are {', '.join(list(dict.fromkeys(known.values()))[:10])} and others."
    )
    raise UsageError(
        f"There is no supplier '{supplier_id}' in snapshot {snapshot.id} of source"
        f" {snapshot.source}.\n{hint}"
    )


def suppliers_with_activity(snapshot: Snapshot, quarter: Quarter) -> list[Supplier]:
    """Outside suppliers with a line due, a cost booked or anything a metric of theirs counts in the
    quarter, by name. Own warehouses get no report.
    """
    theirs = [d.metric_id for d in definitions_of(snapshot.con) if not d.is_ours]
    rows = snapshot.con.execute(
        "SELECT supplier_id, name, kind, category, country FROM suppliers WHERE kind = 'outside'"
        " AND supplier_id IN ( SELECT supplier_id FROM d1_rows WHERE basis = 'agreed' AND due_on >="
        " $start AND due_on < $until AND outcome NOT IN ('cancelled', 'nothing_ordered') UNION"
        " SELECT supplier_id FROM cost_ledger WHERE booked_on >= $start AND booked_on < $until"
        " UNION SELECT supplier_id FROM metric_months WHERE basis = 'agreed' AND"
        " list_contains($theirs, metric_id) AND month_on >= $start AND month_on < $until) ORDER BY"
        " name, supplier_id",
        {"start": quarter.start, "until": quarter.until, "theirs": theirs},
    ).fetchall()
    return [Supplier(*row) for row in rows]


def _extracts(snapshot: Snapshot) -> list[Extract]:
    rows = snapshot.con.execute(
        "SELECT name, file, sha256, rows_read, rows_kept, rows_rejected, last_event_on,"
        " expected_every_days, is_stale FROM extracts ORDER BY file"
    ).fetchall()
    return [Extract(*row) for row in rows]


def _checks(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[DataCheck]:
    """What was looked for in this supplier's rows, also where nothing was found: a check that found
    nothing is a fact too.
    """
    period = {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until}
    due = (
        "SELECT count(*) FROM d1_rows WHERE basis = 'agreed' AND supplier_id = $supplier_id AND"
        " due_on >= $start AND due_on < $until AND "
    )
    docked = (
        "SELECT count(*) FROM receipts AS r JOIN schedule_lines AS l ON l.line_id = r.line_id WHERE"
        " l.supplier_id = $supplier_id AND r.docked_on >= $start AND r.docked_on < $until AND "
    )
    checks = (
        (
            "Lines cancelled before their due date",
            due + "outcome = 'cancelled' AND NOT is_counted",
            "not counted in D1",
        ),
        ("Lines not yet due on the as-of date", due + "outcome = 'not_due'", "not counted in D1"),
        ("Lines with nothing ordered", due + "outcome = 'nothing_ordered'", "not counted in D1"),
        (
            "Received lines without a received quantity",
            due + "NOT is_qty_known",
            "judged by the date alone",
        ),
        (
            "Lines without a known order date",
            due + "ordered_on IS NULL",
            "left out of D3 where it runs from the order",
        ),
        (
            "Lines received before they were ordered",
            due + "is_received_before_ordered",
            "left out of D3 where it runs from the order",
        ),
        (
            "Receipts keyed in before the goods arrived",
            docked + "r.posted_on < r.docked_on",
            "counted by the day at the dock",
        ),
        (
            "Receipts keyed in after the quarter",
            docked + "r.posted_on >= $until",
            "counted by the day at the dock; they change a number published earlier",
        ),
        (
            "Receipts reversed",
            docked + "r.kind = 'reversal'",
            "taken back from the receipt they name",
        ),
        (
            "Returns to the supplier",
            docked + "r.kind = 'return'",
            "taken off the good quantity; the delivery stands",
        ),
    )
    return [
        DataCheck(name, _count(snapshot, sql, period), consequence)
        for name, sql, consequence in checks
    ]


def _count(snapshot: Snapshot, sql: str, period: dict) -> int:
    used = {name: value for name, value in period.items() if f"${name}" in sql}
    return snapshot.con.execute(sql, used).fetchall()[0][0]
