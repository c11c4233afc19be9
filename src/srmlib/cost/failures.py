"""What went wrong that a row of the ledger is a cost of: by the incident it names, the order line,
or the row it was derived from. What none of them tells is not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from math import sqrt
from typing import Any

from srmlib.cost.rows import LedgerRow
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement

# Source, element and event of a row.
EventKey = tuple[str, str, str]


class Failure(Enum):
    """What may go wrong, by the metrics that count it. `NONE`: none of them counts it. `UNTOLD`:
    nothing says what it was.
    """

    LATE = ("D1",)
    SPREAD = ("D3",)
    DEFECT = ("Q2", "Q1")
    REOPENED = ("S2",)
    INVOICE = ("C2",)
    CHANGE = ("B1",)
    NONE = ()
    UNTOLD = ("untold",)

    @property
    def metric_ids(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.value
        return found

    @property
    def is_ours(self) -> bool:
        """Whether the buyer's own part counts it."""
        return self is Failure.CHANGE


COUNTED = tuple(one for one in Failure if one not in (Failure.NONE, Failure.UNTOLD))


@dataclass(frozen=True)
class Spread:
    """How much the days late of a safety stock vary, in days squared: `demand_days2` is what uneven
    use asks for anyway, `without_days2` what varies without the lines it is of, `added_days2` what
    those add; both null where one line alone is left.
    """

    demand_days2: float
    without_days2: float | None
    added_days2: float | None

    def left_at(self, added: Fraction) -> Fraction | None:
        """How much of the stock is left where its lines add so much of what they add now to the
        variance: z·√(L·σd² + d²·σs²) − z·√(L·σd²), as the stock itself. Null where it is not known.

        >>> Spread(0.0, 0.0, 9.0).left_at(Fraction(1, 4)), Spread(16.0, 0.0, 9.0).left_at(Fraction(0))
        (Fraction(1, 2), Fraction(0, 1))
        """
        if self.without_days2 is None or not self.added_days2 or self.added_days2 < 0:
            return None
        before = self.demand_days2 + self.without_days2
        now = sqrt(before + self.added_days2) - sqrt(before)
        then = sqrt(before + self.added_days2 * float(added)) - sqrt(before)
        return Fraction(then / now)


@dataclass(frozen=True)
class Evidence:
    """What the extract knows of an event. `is_traced`: its incident is among those that broke. `defect` is the lot, piece or family of defects of its
    incident; `late_line_id`, `early_line_id`, `changed_line_id` and `returned_line_id` are lines it
    names that missed D1 as agreed, that came before their window, that the buyer changed inside the
    lead time, and of which goods went back. `acted_on` is what a corrective action is about,
    `spread` how the lines of a safety stock vary.
    """

    effect_kind: str | None = None
    effect_id: str | None = None
    is_traced: bool = False
    defect: str | None = None
    line_id: str | None = None
    late_line_id: str | None = None
    early_line_id: str | None = None
    changed_line_id: str | None = None
    returned_line_id: str | None = None
    ticket_id: str | None = None
    is_reopened: bool = False
    acted_on: str | None = None
    spread: Spread | None = None


NOTHING_KNOWN = Evidence()
# What breaks at a customer bears the number of a customer's complaint, return or order.
OF_CUSTOMERS = ("complaint", "return", "late_order")


@dataclass(frozen=True)
class Cause:
    """What a row is a cost of, and in words what tells. `of_customer` is the number of a customer's
    complaint, return or order that the words name; null where they name none. `spread` is how the
    lines of a safety stock vary.
    """

    failure: Failure
    words: str
    of_customer: str | None = None
    spread: Spread | None = None

    @property
    def unnamed(self) -> str:
        """The words for readers who may not be told whose case it was."""
        if self.of_customer is None:
            return self.words
        return self.words.replace(f" {self.of_customer}", "", 1)


def evidence_of(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> dict[EventKey, Evidence]:
    """What tells of each event of a supplier's quarter what went wrong."""
    asked = {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until}
    found = {
        _key_in(row): Evidence(**row)
        for row in snapshot.records(statement("cost/evidence"), asked)
    }
    for row in snapshot.records(statement("cost/stock_spreads"), asked):
        key = _key_in(row)
        found[key] = replace(found[key], spread=Spread(**row))
    return found


def _key_in(row: dict[str, Any]) -> EventKey:
    """The key of an event, taken out of a row of it."""
    return row.pop("source"), row.pop("element"), row.pop("event_id")


def cause_of(row: LedgerRow, evidence: Mapping[EventKey, Evidence]) -> Cause:
    """What a row of the ledger is a cost of, and what tells it. Its incident decides; without one
    the line or row it names; last what every cost of its element is of, where that is one thing.
    """
    known = evidence.get((row.source, row.element, row.event_id), NOTHING_KNOWN)
    if known.effect_kind:
        found = _of_incident(row, known)
        is_of_customer = known.effect_kind in OF_CUSTOMERS
        return replace(found, of_customer=known.effect_id if is_of_customer else None)
    if known.ticket_id:
        return _of_ticket(known)
    if known.acted_on:
        return Cause(Failure.DEFECT, f"a corrective action on {known.acted_on}")
    if known.line_id and (of_line := _of_line(row, known)):
        return of_line
    return _of_element(row, known)


def _of_incident(row: LedgerRow, known: Evidence) -> Cause:
    kind = str(known.effect_kind).replace("_", " ")
    named = f"{kind} {known.effect_id}"
    if not known.is_traced:
        return Cause(Failure.UNTOLD, f"{named}: it is in no table, or did not break")
    if known.defect and known.late_line_id:
        both = f"{named}: {known.defect}, and line {known.late_line_id} was late or short"
        return Cause(Failure.UNTOLD, both)
    if known.effect_kind in ("late_order", "line_stop") and not known.defect:
        return _of_waiting(row, known, named)
    if known.effect_kind == "incident":
        if row.element == "support_time" and known.ticket_id:
            return _of_ticket(known)
        return Cause(Failure.UNTOLD, f"{named}: nothing that a goal counts is known of it")
    if known.defect:
        return Cause(Failure.DEFECT, f"{named}: {known.defect}")
    return Cause(Failure.UNTOLD, f"{named}: no lot, piece or family of defects is named")


def _of_waiting(row: LedgerRow, known: Evidence, named: str) -> Cause:
    """What waited for goods is of the line that was late, or that the buyer changed."""
    if row.cause == "ours":
        if known.changed_line_id:
            line = f"{named}: line {known.changed_line_id} was changed inside its lead time"
            return Cause(Failure.CHANGE, line)
        return Cause(Failure.UNTOLD, f"{named}: no line of it was changed")
    if known.late_line_id:
        return Cause(Failure.LATE, f"{named}: line {known.late_line_id} was late or short")
    return Cause(Failure.UNTOLD, f"{named}: no line of it is known to be late")


def _of_ticket(known: Evidence) -> Cause:
    if known.is_reopened:
        return Cause(Failure.REOPENED, f"ticket {known.ticket_id} came back")
    return Cause(Failure.NONE, f"ticket {known.ticket_id} did not come back")


def _of_line(row: LedgerRow, known: Evidence) -> Cause | None:
    """What the line that an event names tells, of what its element may be a cost of; null where it
    tells nothing. Two things at once tell neither.
    """
    told: dict[Failure, str] = {}
    if row.element == "early_stock":
        if known.early_line_id:
            told[Failure.LATE] = f"line {known.early_line_id} came before its window"
    elif row.cause == "ours" and known.changed_line_id:
        told[Failure.CHANGE] = (
            f"line {known.changed_line_id} was changed inside its lead time"
        )
    elif row.cause != "ours" and known.late_line_id:
        told[Failure.LATE] = f"line {known.late_line_id} was late or short"
    if known.returned_line_id:
        told[Failure.DEFECT] = f"goods of line {known.returned_line_id} went back"
    fitting = {
        failure: words
        for failure, words in told.items()
        if failure in may_cost(row.element)
    }
    if len(fitting) > 1:
        return Cause(Failure.UNTOLD, ", and ".join(fitting.values()))
    return next((Cause(*one) for one in fitting.items()), None)


def _of_element(row: LedgerRow, known: Evidence) -> Cause:
    """What every cost of an element is of. One that may be of several is told by the row it was
    derived from, which also says whose cause it is; a booked one of ours needs the line.
    """
    element = ELEMENTS[row.element]
    possible = may_cost(row.element)
    if not possible:
        return Cause(Failure.NONE, "not a cost of what a goal counts")
    if element.by_incident:
        if row.source != "cost_events" and known.line_id:
            return Cause(Failure.NONE, f"line {known.line_id} is no miss as agreed")
        return Cause(Failure.UNTOLD, "no incident, lot, line or ticket is named")
    if len(possible) == 1:
        return Cause(possible[0], element.name.lower())
    fitting = [one for one in possible if one.is_ours == (row.cause == "ours")]
    if known.line_id or (row.cause == "ours" and row.source == "cost_events"):
        return Cause(Failure.UNTOLD, "the line it names is no miss, or none is named")
    return Cause(fitting[0], element.name.lower(), spread=known.spread)


def may_cost(element_id: str) -> tuple[Failure, ...]:
    """What a cost of an element may be of, by the metrics that its record says it falls with."""
    falls_with = set(ELEMENTS[element_id].falls_with)
    return tuple(one for one in COUNTED if falls_with & set(one.metric_ids))
