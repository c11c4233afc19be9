"""Meetings planned and held by tier, in the twelve months around the review, and the next dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from srmlib.register.book import Book, Record
from srmlib.register.kinds.work import Cadence
from srmlib.register.kinds.work import Meeting as MeetingEntered
from srmlib.relationship.persons import of_supplier

MONTHS_SHOWN = 12
# The review's month and so many after it stand at the end of the calendar.
MONTHS_AHEAD = 2
REVIEW = "review"
ROWS = (REVIEW, "functional", "operational", "executive")


@dataclass(frozen=True)
class Meeting:
    """A meeting as it stands on a day: `held`, `not_held` where its day has passed, or `planned`.
    `row` is its tier, or that it is the review of a quarter.
    """

    JSON: ClassVar = ("tier", "planned_on", "held_on", "minutes_sent_on", "acknowledged_on")

    row: str
    tier: str
    planned_on: date
    held_on: date | None
    minutes_sent_on: date | None
    acknowledged_on: date | None
    attendees: tuple[str, ...]
    state: str

    @property
    def on(self) -> date:
        return self.held_on or self.planned_on

    @property
    def days_late(self) -> int:
        """Days from the plan to when it was held; 0 where it was not."""
        return (self.held_on - self.planned_on).days if self.held_on else 0


@dataclass(frozen=True)
class Next:
    """The next date of a tier or the review; None is a hole."""

    JSON: ClassVar = {"row": "tier"}

    row: str
    on: date | None


@dataclass(frozen=True)
class Rhythm:
    """How often a tier is to meet."""

    tier: str
    every_months: int
    about: str | None


@dataclass(frozen=True)
class Meetings:
    """The meetings of `months` (their first days, the oldest first), by day; `next` of the review
    and of every tier; `cadence` as agreed.
    """

    months: tuple[date, ...]
    all: tuple[Meeting, ...]
    next: tuple[Next, ...]
    cadence: tuple[Rhythm, ...]

    @property
    def due(self) -> tuple[Meeting, ...]:
        """Those that were held or whose day has passed."""
        return tuple(one for one in self.all if one.state != "planned")

    @property
    def held(self) -> tuple[Meeting, ...]:
        return tuple(one for one in self.all if one.state == "held")

    def of(self, row: str, month: date) -> list[Meeting]:
        return [
            one for one in self.all if one.row == row and one.on.replace(day=1) == month
        ]


def meetings_of(book: Book, supplier_id: str, as_of: date) -> Meetings:
    entered = of_supplier(book, MeetingEntered, supplier_id)
    known = sorted((_meeting(one, as_of) for one in entered), key=lambda one: one.on)
    months = months_around(as_of)
    until = following_month(months[-1])
    return Meetings(
        months,
        tuple(one for one in known if months[0] <= one.on < until),
        tuple(Next(row, _next_on(known, row)) for row in ROWS),
        tuple(
            Rhythm(tier, one.every_months, one.about)
            for tier, one in agreed_cadences(book, supplier_id, as_of).items()
        ),
    )


def months_around(day: date) -> tuple[date, ...]:
    """The first days of twelve months, of which the day's own is the third from the end."""
    last = day.year * 12 + day.month - 1 + MONTHS_AHEAD
    return tuple(
        date(month // 12, month % 12 + 1, 1)
        for month in range(last - MONTHS_SHOWN + 1, last + 1)
    )


def following_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _meeting(entered: Record[MeetingEntered], as_of: date) -> Meeting:
    stated = entered.now
    held_on = stated.held_on if stated.held_on and stated.held_on <= as_of else None
    state = "held" if held_on else "not_held" if stated.planned_on < as_of else "planned"
    return Meeting(
        REVIEW if stated.is_review else stated.tier,
        stated.tier,
        stated.planned_on,
        held_on,
        stated.minutes_sent_on,
        stated.acknowledged_on,
        stated.attendees,
        state,
    )


def _next_on(known: list[Meeting], row: str) -> date | None:
    days = [one.planned_on for one in known if one.row == row and one.state == "planned"]
    return min(days, default=None)


def agreed_cadences(book: Book, supplier_id: str, as_of: date) -> dict[str, Cadence]:
    """By tier what holds on a day: what was agreed from the latest day on, of one day what was
    entered last. What has no day is from the beginning.
    """
    known = [
        (one.now.from_on or date.min, one.last.number, one.now)
        for one in of_supplier(book, Cadence, supplier_id)
    ]
    holding = [one for one in known if one[0] <= as_of]
    return {
        cadence.tier: cadence for *_, cadence in sorted(holding, key=lambda one: one[:2])
    }
