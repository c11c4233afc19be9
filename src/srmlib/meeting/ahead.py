"""What both plan and asked of each other, as the screens of a review show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.register import Book
from srmlib.register.kinds.ahead import Ask, AskEvent, Milestone, Topic, TopicEvent, TopicValue
from srmlib.relationship.persons import Who, of_supplier, who

MOST_CARDS = 5
LONG_LIST_SHOWN = 3


@dataclass(frozen=True)
class AskShown:
    """`state` is open, accepted, started, done or refused; one refused without a reason is open."""

    id: str
    from_side: str
    what: str
    state: str
    reason: str | None
    is_of_last_year: bool


def asks_shown(book: Book, supplier_id: str, today: date) -> list[AskShown]:
    """What was asked since the beginning of last year and before today, the supplier's first."""
    found = [
        _ask(
            book,
            record.id,
            record.now,
            today,
        )
        for record in of_supplier(book, Ask, supplier_id)
        if today.year - 1 <= record.now.asked_on.year and record.now.asked_on < today
    ]
    return sorted(
        found,
        key=lambda one: (one.from_side != "supplier", one.state != "done"),
    )


def _ask(book: Book, id: str, ask: Ask, today: date) -> AskShown:
    events = [one.now for one in book.all(AskEvent) if one.now.ask == id and one.now.on <= today]
    last = max(
        events,
        key=lambda one: one.on,
        default=None,
    )
    state = last.state if last else "open"
    reason = last.words_said if last else None
    if state == "refused" and not reason:
        state = "open"
    is_of_last_year = ask.asked_on.year < today.year
    return AskShown(
        id,
        ask.from_side,
        ask.what,
        state,
        reason,
        is_of_last_year,
    )


@dataclass(frozen=True)
class Card:
    """A chosen topic. `next_step` is the earliest milestone that is not met, null where all are, or
    there is none; `last_activity` null where nothing happened; quiet without any since the last
    review.
    """

    id: str
    what: str
    owners: tuple[Who, ...]
    met: int
    milestones: int
    next_step: Milestone | None
    last_activity: date | None
    is_quiet: bool


def cards(book: Book, supplier_id: str, since: date, today: date) -> list[Card]:
    chosen = [
        record
        for record in of_supplier(book, Topic, supplier_id)
        if record.now.is_chosen and record.now.finished_on is None
    ]
    found = [
        _card(
            book,
            supplier_id,
            one.id,
            one.now,
            since,
            today,
        )
        for one in chosen
    ]
    return sorted(found, key=lambda one: one.is_quiet)[:MOST_CARDS]


def _card(book: Book, supplier_id: str, id: str, topic: Topic, since: date, today: date) -> Card:
    steps = [one.now for one in book.all(Milestone) if one.now.topic == id]
    met = [one for one in steps if one.met_on and one.met_on <= today]
    waiting = [one for one in steps if one not in met]
    days = [one.now.on for one in book.all(TopicEvent) if one.now.topic == id]
    days += [one.met_on for one in met if one.met_on]
    last = max((day for day in days if day <= today), default=None)
    owners = [
        who(
            book,
            supplier_id,
            one,
            today,
        )
        for one in topic.owners
    ]
    return Card(
        id,
        topic.what,
        tuple(one for one in owners if one),
        len(met),
        len(steps),
        min(
            waiting,
            key=lambda one: one.due_on,
            default=None,
        ),
        last,
        last is None or last <= since,
    )


@dataclass(frozen=True)
class Waiting:
    """A topic of the long list; a value is null where that firm has not said one."""

    what: str
    buyer: int | None
    supplier: int | None

    @property
    def lower(self) -> int:
        """The lower of the two values; one that is not said is below all."""
        return min(-1 if one is None else one for one in (self.buyer, self.supplier))


def long_list(book: Book, supplier_id: str) -> list[Waiting]:
    """The next of the topics that are not chosen, by the lower of the two values."""
    last: dict[tuple[str, str], TopicValue] = {}
    for record in sorted(
        book.all(TopicValue),
        key=lambda one: one.now.on,
    ):
        last[record.now.topic, record.now.side] = record.now
    found = [
        Waiting(
            record.now.what,
            *(
                _value(
                    last,
                    record.id,
                    side,
                )
                for side in ("buyer", "supplier")
            ),
        )
        for record in of_supplier(book, Topic, supplier_id)
        if not record.now.is_chosen and record.now.finished_on is None
    ]
    return sorted(
        found,
        key=lambda one: -one.lower,
    )[:LONG_LIST_SHOWN]


def _value(last: dict[tuple[str, str], TopicValue], topic: str, side: str) -> int | None:
    found = last.get((topic, side))
    return found.value if found else None
