"""Issues between the firms: the tiers they went through, and two clocks, to answer and to close."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from srmlib.encoding import Block, encoded_fields
from srmlib.register.book import Book, Record
from srmlib.register.kinds.work import Escalation
from srmlib.register.kinds.work import Issue as IssueEntered
from srmlib.relationship.persons import Who, of_supplier, who
from srmlib.rules.schema import TIERS


@dataclass(frozen=True)
class Clock:
    """Days from the day an issue was raised, against what both agreed: `days` run on to now
    while `ended_on` is None; `limit` is None where nothing was agreed. Where it is not
    `is_dated`, nobody entered the day: it ended on `ended_on` at the latest, and nobody can
    tell whether late.
    """

    JSON: ClassVar = ("days", "ended_on", "limit")

    days: int
    ended_on: date | None
    limit: int | None
    is_dated: bool = True

    @property
    def is_late(self) -> bool:
        return self.is_dated and self.limit is not None and self.days > self.limit


@dataclass(frozen=True)
class Stay:
    """The days of an issue at a tier, counted from the day it was raised."""

    tier: str
    on: date
    from_day: int
    until_day: int
    by_clause: bool


@dataclass(frozen=True)
class Issue:
    """An issue and its way through the tiers; `owner` None is a hole."""

    JSON: ClassVar = {"level": "raised_at"}

    id: str
    what: str
    raised_by: str
    raised_on: date
    level: str
    owner: Who | None
    answer: Clock
    closing: Clock
    solved_at: str | None
    stays: tuple[Stay, ...]

    @property
    def is_open(self) -> bool:
        return self.closing.ended_on is None

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers it was at, without repeating one."""
        return tuple(dict.fromkeys(stay.tier for stay in self.stays))

    @property
    def is_solved_where_it_arose(self) -> bool:
        """Whether it is closed at its own tier; one that was never escalated was."""
        return not self.is_open and (self.solved_at or self.stays[-1].tier) == self.level

    @property
    def is_by_clause(self) -> bool:
        """Whether a clause of the contract was invoked."""
        return any(stay.by_clause for stay in self.stays)

    @property
    def climb_days(self) -> int:
        """Days until it reached its last tier."""
        return self.stays[-1].from_day

    def to_json(self) -> Block:
        return encoded_fields(self)


def issues_of(book: Book, supplier_id: str, since: date, as_of: date) -> tuple[Issue, ...]:
    """The issues that were open at some time from a day on, those with most tiers first."""
    found = [
        _issue(book, supplier_id, one, as_of)
        for one in of_supplier(book, IssueEntered, supplier_id)
        if one.now.raised_on <= as_of
        if one.now.resolved_on is None or one.now.resolved_on >= since
    ]
    return tuple(
        sorted(found, key=lambda one: (-len(one.tiers), not one.is_open, one.raised_on))
    )


def _issue(
    book: Book, supplier_id: str, entered: Record[IssueEntered], as_of: date
) -> Issue:
    stated = entered.now
    closing = _clock(stated.raised_on, stated.resolved_on, stated.days_to_close, as_of)
    return Issue(
        entered.id,
        stated.what,
        stated.raised_by,
        stated.raised_on,
        stated.level,
        _owner(book, supplier_id, stated.owner, closing, as_of),
        _answer(stated, as_of),
        closing,
        stated.solved_at if closing.ended_on else None,
        _stays(book, supplier_id, entered, closing, as_of),
    )


def _owner(
    book: Book, supplier_id: str, owner: str | None, closing: Clock, as_of: date
) -> Who | None:
    """Who has left answers for nothing that is open."""
    person = who(book, supplier_id, owner, as_of)
    is_gone = person is not None and person.left_on is not None
    return None if is_gone and closing.ended_on is None else person


def _answer(stated: IssueEntered, as_of: date) -> Clock:
    """What is solved is answered: by the day it was solved, where nobody entered which."""
    days = [day for day in (stated.answered_on, stated.resolved_on) if day]
    ended = min(days, default=None)
    clock = _clock(stated.raised_on, ended, stated.days_to_answer, as_of)
    is_dated = clock.ended_on is None or stated.answered_on is not None
    return replace(clock, is_dated=is_dated)


def _clock(raised_on: date, ended_on: date | None, limit: int | None, as_of: date) -> Clock:
    ended = ended_on if ended_on and ended_on <= as_of else None
    return Clock(((ended or as_of) - raised_on).days, ended, limit)


def _stays(
    book: Book, supplier_id: str, entered: Record[IssueEntered], closing: Clock, as_of: date
) -> tuple[Stay, ...]:
    """Where it was raised, then every tier it went to, each until the next or the end."""
    raised_on = entered.now.raised_on
    end = closing.ended_on or as_of
    climbs = sorted(
        (
            (one.now.on, one.now.to_tier, one.now.by_clause)
            for one in book.about(Escalation, "issue", entered.id)
            if one.supplier_id == supplier_id and raised_on <= one.now.on <= end
        ),
        # On one day it went up, tier by tier.
        key=lambda step: (step[0], TIERS.index(step[1])),
    )
    steps = [(raised_on, entered.now.level, False), *climbs]
    days = [*((on - raised_on).days for on, *_ in steps), closing.days]
    return tuple(
        Stay(tier, on, days[place], days[place + 1], by_clause)
        for place, (on, tier, by_clause) in enumerate(steps)
    )
