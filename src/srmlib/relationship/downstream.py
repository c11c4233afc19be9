"""Partners downstream: distributors, agents, service partners and carriers, with what passed through
their hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from srmlib.metrics.arithmetic import median
from srmlib.promises.broken import Share
from srmlib.register.book import Book, Record
from srmlib.register.kinds.beyond import Partner as PartnerEntered
from srmlib.register.kinds.beyond import PassedOn
from srmlib.relationship.persons import of_supplier
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement

FORMS = ("distributor", "agent", "service", "carrier")


@dataclass(frozen=True)
class HandedOn:
    """Complaints or returns of a quarter that passed through a partner: `n` were passed on, in
    `median_days`, null for none; `open` it has still, the oldest for `longest_open_days`. `late` took
    longer than agreed, or have; null where nothing is agreed.
    """

    n: int
    median_days: float | None
    open: int
    longest_open_days: int | None
    late: int | None

    @property
    def count(self) -> int:
        return self.n + self.open


@dataclass(frozen=True)
class Partner:
    """A partner of the chain as it stands. `promises` are those it was to keep in orders of this
    supplier, null where the extract does not know it.
    """

    id: str
    name: str
    form: str
    extract_id: str | None
    days_agreed: int | None
    complaints: HandedOn
    returns: HandedOn
    promises: Share | None

    @property
    def is_late(self) -> bool:
        return any((one.late or 0) > 0 for one in (self.complaints, self.returns))


def partners_of(
    snapshot: Snapshot, book: Book, supplier_id: str, quarter: Quarter, as_of: date
) -> tuple[Partner, ...]:
    """The partners downstream who stand on a day, in the order they were entered.

    Formula: median of (day passed on − day received); kept ÷ promised as metric P1 counts them.
    Unit: days; promises. Source: the register's passed_on; customer_promises.
    Counts: what the partner received in the quarter, and what it has still, whenever that came.
    """
    return tuple(
        _partner(snapshot, book, supplier_id, one, quarter, as_of)
        for one in standing(book, supplier_id, as_of)
        if one.now.form in FORMS
    )


def standing(book: Book, supplier_id: str, as_of: date) -> list[Record[PartnerEntered]]:
    """The partners of all kinds who stand on a day."""
    return [
        one
        for one in of_supplier(book, PartnerEntered, supplier_id)
        if (one.now.from_on is None or one.now.from_on <= as_of)
        and (one.now.until_on is None or one.now.until_on >= as_of)
    ]


def _partner(
    snapshot: Snapshot,
    book: Book,
    supplier_id: str,
    record: Record[PartnerEntered],
    quarter: Quarter,
    as_of: date,
) -> Partner:
    stated = record.now
    passed = [
        one.now
        for one in of_supplier(book, PassedOn, supplier_id)
        if one.now.partner == record.id and one.now.received_on <= as_of
    ]
    complaints, returns = (
        _handed_on(
            [one for one in passed if one.form == form], stated.days_agreed, quarter, as_of
        )
        for form in ("complaint", "return")
    )
    promises = None
    if stated.extract_id:
        promises = _promises(snapshot, supplier_id, stated.extract_id, quarter)
    return Partner(
        record.id,
        stated.name,
        stated.form,
        stated.extract_id,
        stated.days_agreed,
        complaints,
        returns,
        promises,
    )


def _handed_on(
    passed: Sequence[PassedOn], days_agreed: int | None, quarter: Quarter, as_of: date
) -> HandedOn:
    taken, ages = [], []
    for one in passed:
        on = one.passed_on if one.passed_on and one.passed_on <= as_of else None
        if on is None:
            ages.append((as_of - one.received_on).days)
        elif quarter.start <= one.received_on < quarter.until and on >= one.received_on:
            taken.append((on - one.received_on).days)
    late = None
    if days_agreed is not None:
        late = sum(days > days_agreed for days in (*taken, *ages))
    return HandedOn(
        len(taken),
        float(median(taken)) if taken else None,
        len(ages),
        max(ages, default=None),
        late,
    )


def _promises(
    snapshot: Snapshot, supplier_id: str, partner: str, quarter: Quarter
) -> Share | None:
    if "customer_promises" not in snapshot.supplied_tables:
        return None
    (row,) = snapshot.records(
        statement("relationship/chain_promises_of_partner"),
        {
            "partner": partner,
            "supplier": supplier_id,
            "start": quarter.start,
            "until": quarter.until,
        },
    )
    return Share(row["kept"], row["promised"])
