"""The data behind a report: the files it was read from, and what was looked for in its rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot


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


def extracts_of(snapshot: Snapshot) -> list[Extract]:
    """The files a snapshot was made from, by their names."""
    rows = snapshot.records(
        "SELECT name, file, sha256, rows_read, rows_kept, rows_rejected, last_event_on,"
        " expected_every_days, is_stale FROM extracts ORDER BY file"
    )
    return [Extract(**row) for row in rows]


def checks_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[DataCheck]:
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
    return snapshot.scalar(sql, used)
