"""What the last meeting of two firms left: notes, decided disputes, new actions,
expectations.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.meeting.written import CONFIRMED, STAYS_OPEN, WAIVED
from srmlib.register import Book, Record
from srmlib.register.kinds.work import Action, Capture, Dispute, Expectation, Meeting
from srmlib.relationship.disputes import standing_of
from srmlib.relationship.persons import of_supplier

# What was said of ratings stays between those who rated.
RATINGS, ONE_STEP = "ratings", "one step "


@dataclass(frozen=True)
class Note:
    item: str
    words: str


@dataclass(frozen=True)
class Decided:
    """A dispute that was decided: the metric, who raised it, and accepted or refused."""

    metric: str
    raised_by: str
    state: str


@dataclass(frozen=True)
class Expected:
    side: str
    words: str


@dataclass(frozen=True)
class LastMeeting:
    """`actions` are the ids of those agreed in it."""

    on: date
    tier: str
    is_review: bool
    notes: tuple[Note, ...]
    disputes: tuple[Decided, ...]
    expectations: tuple[Expected, ...]
    actions: tuple[str, ...]

    @property
    def left_nothing(self) -> bool:
        return not (self.notes or self.disputes or self.expectations or self.actions)


def last_meeting_of(book: Book, supplier_id: str, as_of: date) -> LastMeeting | None:
    """The last meeting that was held; of several on one day the one with most notes."""
    held = [
        one
        for one in of_supplier(book, Meeting, supplier_id)
        if one.now.held_on and one.now.held_on <= as_of
    ]
    if not held:
        return None
    last = max(held, key=lambda one: (_day(one), len(_notes(book, one.id)), one.id))
    on = _day(last)
    return LastMeeting(
        on,
        last.now.tier,
        last.now.is_review,
        _notes(book, last.id),
        tuple(
            Decided(one.now.metric, one.now.raised_by, standing_of(book, one).state)
            for one in of_supplier(book, Dispute, supplier_id)
            if one.now.decided_on == on
            and standing_of(book, one).state in ("accepted", "refused")
        ),
        tuple(
            Expected(one.now.side, one.now.words_said)
            for one in of_supplier(book, Expectation, supplier_id)
            if one.now.meeting == last.id
        ),
        tuple(
            one.id
            for one in of_supplier(book, Action, supplier_id)
            if one.now.meeting == last.id or one.now.agreed_on == on
        ),
    )


def _day(one: Record[Meeting]) -> date:
    return one.now.held_on or one.now.planned_on


def _notes(book: Book, meeting: str) -> tuple[Note, ...]:
    """What was said, without the marks that a meeting keeps of itself, and without
    ratings.
    """
    return tuple(
        Note(one.now.item, one.now.words_said)
        for one in book.all(Capture)
        if one.now.meeting == meeting
        and not _is_a_mark(one.now.item)
        and not _is_of_ratings(one.now.item)
    )


def _is_a_mark(item: str) -> bool:
    return item in (CONFIRMED, WAIVED) or item.endswith(STAYS_OPEN)


def _is_of_ratings(item: str) -> bool:
    return item == RATINGS or item.startswith(ONE_STEP)
