"""Promises to customers that depended on a supplier: how many were kept, which were broken, and
what the customer saw of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from srmlib.encoding import Block, encoded_fields
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement

# So many promises a week tell something by week; fewer are told by month.
ENOUGH_A_WEEK = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class BrokenPromise:
    """A promise not kept by its day. `kept_on` is null while the customer still waits; `days` late
    until then, or until the as-of date.

    `side` is theirs, ours or shared where both firms agreed on the cause, else not_agreed.
    `complaints` are the subjects of what the customer wrote, null where they may not be quoted.
    """

    JSON: ClassVar = {"side": "cause_side"}

    promise_id: str
    customer_order_id: str
    due_on: date
    kept_on: date | None
    days: int
    side: str
    complaints: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Complaint:
    """A complaint of the quarter, traced to the supplier."""

    complaint_id: str
    received_on: date
    customer_order_id: str | None
    subject: str | None
    units: int | None


@dataclass(frozen=True)
class Period:
    """A week, named by its first day in the quarter, or a month: how many promises fell due in it,
    and the broken ones by side.
    """

    first_on: date
    promised: int
    broken: dict[str, int]

    @property
    def broken_count(self) -> int:
        return sum(self.broken.values())


@dataclass(frozen=True)
class Promises:
    """The promises of a quarter that depended on a supplier, counted as metric P1 counts them.
    `is_supplied`: the extract has promises to customers.
    """

    JSON: ClassVar = (
        "state",
        "promised",
        "kept",
        "grain",
        "periods",
        "broken",
        "complaints",
    )

    is_supplied: bool = False
    promised: int = 0
    grain: str = "month"
    periods: tuple[Period, ...] = ()
    broken: tuple[BrokenPromise, ...] = ()
    complaints: tuple[Complaint, ...] = field(default=())

    @property
    def state(self) -> str:
        """`ok`, `not_supplied` without promises in the extract, or `no_data` where none was due."""
        if self.promised:
            return "ok"
        if self.is_supplied:
            return "no_data"
        return "not_supplied"

    @property
    def kept(self) -> int:
        return self.promised - len(self.broken)

    def to_json(self) -> Block:
        """The block `customer_promise` of report.json; counts are null where the extract has no
        promises.
        """
        block = encoded_fields(self)
        if not self.is_supplied:
            block |= {"promised": None, "kept": None}
        return block


def promises_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> Promises:
    """The promises and complaints of a supplier's quarter, as known on the as-of date.

    Of a broken promise only those complaints are told that are traced to this supplier or to
    nobody.
    """
    rows = snapshot.records(
        statement("promises/promises"), [supplier_id, quarter.start, quarter.until]
    )
    said = _complaints_by_order(snapshot, supplier_id, quarter)
    broken = tuple(
        BrokenPromise(
            row["promise_id"],
            row["customer_order_id"],
            row["due_on"],
            row["kept_on"],
            ((row["kept_on"] or snapshot.as_of) - row["due_on"]).days,
            _side(row["agreed_cause"]),
            tuple(said.get(row["customer_order_id"], ())),
        )
        for row in rows
        if row["outcome"] != "kept"
    )
    has_enough = len(rows) * WEEK >= ENOUGH_A_WEEK * (quarter.until - quarter.start)
    # A quarter of whole weeks has no calendar months to show.
    grain = "week" if has_enough or quarter.calendar.weeks else "month"
    return Promises(
        is_supplied="customer_promises" in snapshot.supplied_tables,
        promised=len(rows),
        grain=grain,
        periods=_periods([row["due_on"] for row in rows], broken, quarter, grain)
        if rows
        else (),
        broken=broken,
        complaints=_complaints(snapshot, supplier_id, quarter),
    )


def _side(agreed_cause: str | None) -> str:
    if agreed_cause in ("theirs", "ours", "shared"):
        return agreed_cause
    return "not_agreed"


def _complaints_by_order(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> dict[str, list[str]]:
    rows = snapshot.records(
        statement("promises/said_of_broken"),
        {
            "supplier_id": supplier_id,
            "as_of": snapshot.as_of,
            "start": quarter.start,
            "until": quarter.until,
        },
    )
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row["customer_order_id"], []).append(row["subject"])
    return said


def _complaints(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> tuple[Complaint, ...]:
    rows = snapshot.records(
        statement("promises/complaints"),
        [supplier_id, quarter.start, quarter.until, snapshot.as_of],
    )
    return tuple(Complaint(**row) for row in rows)


def _periods(
    due: list[date], broken: tuple[BrokenPromise, ...], quarter: Quarter, grain: str
) -> tuple[Period, ...]:
    """Every week or month of the quarter, also one in which nothing was promised."""

    def first_of(day: date) -> date:
        if quarter.calendar.weeks:
            return day - (day - quarter.start) % WEEK
        return max(
            quarter.start,
            day - timedelta(days=day.weekday()) if grain == "week" else day.replace(day=1),
        )

    days = [
        quarter.start + timedelta(days=place)
        for place in range((quarter.until - quarter.start).days)
    ]
    promised = Counter(map(first_of, due))
    sides = Counter((first_of(promise.due_on), promise.side) for promise in broken)
    return tuple(
        Period(
            first,
            promised[first],
            {
                side: count
                for (start, side), count in sorted(sides.items())
                if start == first
            },
        )
        for first in dict.fromkeys(map(first_of, days))
    )
