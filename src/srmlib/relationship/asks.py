"""What each firm asked of the other, year by year, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from srmlib.encoding import Block, encoded
from srmlib.register.book import Book, Record
from srmlib.register.kinds.ahead import Ask as AskEntered
from srmlib.register.kinds.ahead import AskEvent
from srmlib.register.kinds.beyond import BoardEvent
from srmlib.relationship.persons import SIDES, of_supplier

# As report.json calls them; `open` has no answer.
STATES = ("open", "accepted", "in_progress", "done", "refused")
CALLED = {"started": "in_progress"}
FORMS = ("strategic", "operational")
Event = TypeVar("Event", AskEvent, BoardEvent)


@dataclass(frozen=True)
class Became:
    """Where an ask stands. `reason` is why it was refused; `evidence` what shows the state; `on` the
    day of the last event. `is_refused_without_reason`: it was refused and nobody said why, which is
    no answer: it is open.
    """

    state: str = "open"
    on: date | None = None
    reason: str | None = None
    words: str | None = None
    evidence: str | None = None
    is_refused_without_reason: bool = False

    @property
    def steps(self) -> int:
        """How many of asked, accepted, in progress and done were reached."""
        return 1 if self.state == "refused" else 1 + STATES.index(self.state)


def last_event(events: Iterable[Record[Event]], as_of: date) -> Record[Event] | None:
    """The last by a day; of those of one day the one entered last, which a correction is. Null
    where there is none.
    """
    known = (one for one in events if one.now.on <= as_of)
    return max(known, key=lambda one: (one.now.on, one.last.number), default=None)


def became(events: Iterable[Record[Event]], as_of: date) -> Became:
    """What the last event by a day says."""
    record = last_event(events, as_of)
    if record is None:
        return Became()
    last = record.now
    words = last.words_said
    if last.state == "refused" and words is None:
        return Became(on=last.on, is_refused_without_reason=True)
    return Became(
        CALLED.get(last.state, last.state),
        last.on,
        words if last.state == "refused" else None,
        words,
        last.evidence,
    )


@dataclass(frozen=True)
class Ask:
    """What one firm asked of the other; `metric` is null where none tells what became of
    it.
    """

    id: str
    from_side: str
    what: str
    form: str
    asked_on: date
    became: Became
    metric: str | None = None

    @property
    def year(self) -> int:
        return self.asked_on.year

    @property
    def of_side(self) -> str:
        """The firm that is asked."""
        return SIDES[1 - SIDES.index(self.from_side)]

    @property
    def is_done(self) -> bool:
        return self.became.state == "done"

    def days_open(self, as_of: date) -> int:
        return (as_of - self.asked_on).days

    def to_json(self) -> Block:
        """Its block of report.json."""
        return {
            "id": self.id,
            "from": self.from_side,
            "what": self.what,
            "kind": self.form,
            "asked_on": encoded(self.asked_on),
            "state": self.became.state,
            "on": encoded(self.became.on),
            "reason": self.became.reason,
            "evidence": self.became.evidence,
            "metric": self.metric,
        }


@dataclass(frozen=True)
class YearOfAsks:
    """How the asks of one firm in one year stand, by state."""

    year: int
    from_side: str
    counts: dict[str, int]

    @property
    def asked(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Asks:
    """All asks of both firms by a day, in the order they were asked."""

    as_of: date
    all: tuple[Ask, ...]

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def last_year(self) -> int | None:
        """The last year before this one in which anything was asked; null where none was."""
        years = (one.year for one in self.all if one.year < self.as_of.year)
        return max(years, default=None)

    @property
    def last(self) -> tuple[Ask, ...]:
        return tuple(one for one in self.all if one.year == self.last_year)

    @property
    def new(self) -> tuple[Ask, ...]:
        """Those of this year."""
        return tuple(one for one in self.all if one.year == self.as_of.year)

    @property
    def waiting_longer(self) -> tuple[Ask, ...]:
        """Open since before the last year of asks."""
        before = self.last_year or 0
        return tuple(
            one for one in self.all if one.year < before and one.became.state == "open"
        )

    @property
    def years(self) -> tuple[YearOfAsks, ...]:
        """The newest year first, of each year the supplier's asks first."""
        found = []
        for year in sorted({one.year for one in self.all}, reverse=True):
            for side in reversed(SIDES):
                of_year = [
                    one for one in self.all if (one.year, one.from_side) == (year, side)
                ]
                counts = {
                    state: sum(one.became.state == state for one in of_year)
                    for state in STATES
                }
                if of_year:
                    found.append(YearOfAsks(year, side, counts))
        return tuple(found)

    def to_json(self) -> list[Block]:
        return [one.to_json() for one in self.all]


def asks_of(book: Book, supplier_id: str, as_of: date) -> Asks:
    """What was asked by a day, in both directions."""
    events: dict[str, list[Record[AskEvent]]] = {}
    for event in of_supplier(book, AskEvent, supplier_id):
        events.setdefault(event.now.ask, []).append(event)
    entered = of_supplier(book, AskEntered, supplier_id)
    asks = (_ask(one, events.get(one.id, []), as_of) for one in entered)
    known = [one for one in asks if one.asked_on <= as_of]
    return Asks(as_of, tuple(sorted(known, key=lambda one: one.asked_on)))


def _ask(record: Record[AskEntered], events: list[Record[AskEvent]], as_of: date) -> Ask:
    stated = record.now
    return Ask(
        record.id,
        stated.from_side,
        stated.what,
        stated.form,
        stated.asked_on,
        became(events, as_of),
        stated.metric,
    )
