"""What a form asks about the time to come: listed topics, asks of the other firm, the yearly health
check. It holds no value and no answer of either firm: who sends a form could read them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from srmlib.register import Book
from srmlib.register.kinds.ahead import Topic
from srmlib.relationship.asks import asks_of
from srmlib.relationship.health import health_of
from srmlib.relationship.months import months_after
from srmlib.relationship.persons import of_supplier
from srmlib.relationship.topics import state_of

MONTHS_TO_THE_NEXT_FORM = 3
CLOSED = ("done", "refused")


@dataclass(frozen=True)
class Listed:
    """A topic that is neither chosen nor finished; `effort` is empty where nobody has stated it."""

    id: str
    what: str
    effort: str


@dataclass(frozen=True)
class AskOpen:
    """What the other firm asked and is not done or refused; `state` is open, accepted or
    in_progress.
    """

    id: str
    what: str
    strategic: bool
    asked_on: str
    state: str


@dataclass(frozen=True)
class HealthAsked:
    """Whether the yearly check is asked; `due_on` is the day the next is due where it is not, empty
    where it is.
    """

    asked: bool = False
    due_on: str = ""


def listed_topics(book: Book, supplier_id: str) -> Iterator[Listed]:
    """Of all that was entered, whatever day it is for: what is chosen is ranked no more."""
    for one in of_supplier(book, Topic, supplier_id):
        if state_of(one.now, date.max) == "listed":
            yield Listed(one.id, one.now.what, one.now.effort or "")


def open_asks(book: Book, supplier_id: str) -> Iterator[AskOpen]:
    """What the buyer asked of the supplier, the oldest first."""
    for one in asks_of(book, supplier_id, date.max).all:
        if one.from_side == "buyer" and one.became.state not in CLOSED:
            is_strategic = one.form == "strategic"
            yield AskOpen(
                one.id, one.what, is_strategic, str(one.asked_on), one.became.state
            )


def health_asked(book: Book, supplier_id: str, side: str, until: date) -> HealthAsked:
    """It is asked where it is due before the next form; `until` is the first day after the quarter."""
    due_on = health_of(book, supplier_id, date.max).due_on[side]
    if due_on is None or due_on < months_after(until, MONTHS_TO_THE_NEXT_FORM):
        return HealthAsked(asked=True)
    return HealthAsked(due_on=str(due_on))
