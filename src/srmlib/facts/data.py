"""The data behind a report: the files it was read from, and what was looked for in its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.snapshot.definitions import definition_of


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
    """One check of the data behind this report: what was looked for, how many rows it found, and
    what became of them. `rows` is null where no row of the quarter tells: not known is not none.
    """

    name: str
    rows: int | None
    consequence: str


def extracts_of(snapshot: Snapshot) -> list[Extract]:
    """The files a snapshot was made from, by their names."""
    rows = snapshot.records(
        "SELECT name, file, sha256, rows_read, rows_kept, rows_rejected, last_event_on,"
        " expected_every_days, is_stale FROM extracts ORDER BY file"
    )
    return [Extract(**row) for row in rows]


# Per check of sql/facts/checks.sql what was looked for, and what became of the rows it found.
CHECKS = {
    "no_due_date": ("Lines without a due date", "left out of D1 and D3"),
    "cancelled": ("Lines cancelled before their due date", "not counted in D1"),
    "not_due": ("Lines not yet due on the as-of date", "not counted in D1"),
    "nothing_ordered": ("Lines with nothing ordered", "not counted in D1"),
    "ordered_unknown": (
        "Lines without an ordered quantity",
        "left out of D1 where it is needed",
    ),
    "quantity_unknown": (
        "Received lines without a received quantity",
        "left out of D1 where it is needed; judged by the date alone where no quantity of the"
        " supplier is known",
    ),
    "order_date_unknown": (
        "Lines without a known order date",
        "left out of D3 where it runs from the order",
    ),
    "received_before_ordered": (
        "Lines received before they were ordered",
        "left out of D3 where it runs from the order",
    ),
    "keyed_in_early": ("Receipts keyed in before the goods arrived", "{placed}"),
    "keyed_in_late": (
        "Receipts keyed in after the quarter",
        "{placed}; they change a number published earlier",
    ),
    "reversed": ("Receipts reversed", "taken back from the receipt they name"),
    "returned": ("Returns to the supplier", "{returned}"),
}
# What becomes of them by the agreed choices of D1.
PLACED = {
    "dock": "counted by the day at the dock",
    "posted": "counted by the day they were keyed in",
    "shipped": "counted by the day they were shipped",
}
RETURNED = {
    "stand": "taken off the good quantity; the delivery stands",
    "undo": "taken off the good quantity, and off the delivery",
}
# What became of rows whose days or amounts may be wrong.
IMPLAUSIBLE = "shown and not changed; of all quarters"


def checks_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[DataCheck]:
    """What was looked for in this supplier's rows, also where nothing was found: a check that found
    nothing is a fact too, and one that had nothing to look at says so. Behind them what a load
    found in the days and amounts of its rows of any quarter, where it found something.
    """
    period = {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until}
    found = snapshot.records(statement("facts/checks"), period)
    rows = {
        row["looked_for"]: row["row_count"] if row["looked_at"] else None for row in found
    }
    agreed = definition_of(snapshot.con, "D1", supplier_id).agreed
    said = {
        "placed": PLACED[str(agreed["place"])],
        "returned": RETURNED[str(agreed["returns"])],
    }
    implausible = snapshot.records(statement("facts/implausible"), [supplier_id])
    return [
        DataCheck(name, rows[looked_for], consequence.format(**said))
        for looked_for, (name, consequence) in CHECKS.items()
    ] + [DataCheck(row["words"], row["row_count"], IMPLAUSIBLE) for row in implausible]
