"""What happened of each item of the programme, as the register tells it of one supplier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from srmlib.register import Book
from srmlib.register.kinds.agreed import ProgrammeItem
from srmlib.register.kinds.voice import (
    FormSent,
    Reply,
    Signature,
)
from srmlib.register.kinds.work import Meeting
from srmlib.relationship.health import answered_checks
from srmlib.relationship.meetings import agreed_cadences
from srmlib.relationship.persons import of_supplier
from srmlib.relationship.revealed import rated_on
from srmlib.rules.definition import Definition

MEETINGS = ("functional", "operational", "executive")
# Who owes it: one firm, each firm for itself, or both together.
OWED_BY: dict[str, tuple[str, ...]] = {
    "report": ("buyer",),
    "reply": ("supplier",),
    **dict.fromkeys(MEETINGS, ("both",)),
    **dict.fromkeys(("ratings", "health_check", "goals", "budget"), ("buyer", "supplier")),
}


@dataclass(frozen=True)
class Log:
    """The days on which something happened, the oldest first; `ahead` is the next day it is
    planned for, and `missed` one that passed without it; each null where there is none.
    `is_undated` tells of something that was entered without its day.
    """

    days: tuple[date, ...]
    ahead: date | None = None
    missed: date | None = None
    is_undated: bool = False

    @property
    def last(self) -> date | None:
        return self.days[-1] if self.days else None


@dataclass(frozen=True)
class Happened:
    """Reads the logs of one supplier, as of a day. `definitions` are those agreed
    with it.
    """

    book: Book
    supplier_id: str
    as_of: date
    definitions: tuple[Definition, ...] = ()

    def log(self, item: str, side: str) -> Log:
        if item in MEETINGS:
            return self._meetings(item)
        if item == "reply":
            return self._replies()
        days = {
            "report": self._reports,
            "ratings": self._ratings,
            "health_check": self._health_checks,
            "goals": self._goals,
            "budget": self._budgets,
        }[item]
        found = list(days(side))
        return Log(self._known(found), is_undated=None in found)

    def agreed_months(self, tier: str) -> int | None:
        """How often both firms agreed to meet at a tier; null where they did not."""
        agreed = agreed_cadences(self.book, self.supplier_id, self.as_of).get(tier)
        return agreed.every_months if agreed else None

    def _known(self, days: Iterable[date | None]) -> tuple[date, ...]:
        return tuple(sorted(day for day in days if day is not None and day <= self.as_of))

    def _reports(self, side: str) -> list[date | None]:
        return [
            one.now.sent_on for one in of_supplier(self.book, FormSent, self.supplier_id)
        ]

    def _replies(self) -> Log:
        """A form that was sent and has not come back is missed from the day it was sent. A
        reply answers the form it names and, whatever day it came, none that was sent later.
        """
        replies = [one.now for one in of_supplier(self.book, Reply, self.supplier_id)]
        known = [one for one in replies if one.received_on <= self.as_of]
        named = {(one.quarter, one.report) for one in known}
        sent: dict[tuple[str, str], date] = {}
        for form in of_supplier(self.book, FormSent, self.supplier_id):
            sent.setdefault((form.now.quarter, form.now.report), form.now.sent_on)
        in_order = sorted(sent, key=lambda one: sent[one])
        answered = [place for place, one in enumerate(in_order) if one in named]
        waiting = in_order[max(answered, default=-1) + 1 :]
        missed = min(self._known(sent[one] for one in waiting), default=None)
        return Log(self._known(one.received_on for one in known), missed=missed)

    def _meetings(self, tier: str) -> Log:
        stated = [one.now for one in of_supplier(self.book, Meeting, self.supplier_id)]
        of_tier = [one for one in stated if one.tier == tier]
        held = self._known(one.held_on for one in of_tier)
        not_held = [
            one.planned_on
            for one in of_tier
            if one.held_on is None or one.held_on > self.as_of
        ]
        ahead = [day for day in not_held if day >= self.as_of]
        passed = tuple(sorted(day for day in not_held if day < self.as_of))
        return Log(held, min(ahead, default=None), _after(passed, held))

    def _ratings(self, side: str) -> list[date | None]:
        """The first day of each quarter's rating; what a champion says opens in the
        review.
        """
        return [*rated_on(self.book, self.supplier_id, side, self.as_of).values()]

    def _health_checks(self, side: str) -> list[date | None]:
        checks = answered_checks(self.book, self.supplier_id, self.as_of)
        return [one.now.on for one in checks if one.now.side == side]

    def _goals(self, side: str) -> list[date | None]:
        """Goals and definitions looked at: in the programme, or by a signature."""
        looked_at = [one.reviewed_on for one in self.items("goal", side)]
        signed = [
            one.now.on
            for one in of_supplier(self.book, Signature, self.supplier_id)
            if one.now.side == side and not one.now.objection
        ]
        agreed = [one.agreed_on for one in self.definitions if one.is_signed]
        return [*looked_at, *signed, *agreed]

    def _budgets(self, side: str) -> list[date | None]:
        found = self.items("budget", side)
        return [one.reviewed_on for one in found if one.amount is not None]

    def items(self, form: str, side: str) -> list[ProgrammeItem]:
        """A firm's items of the programme, for all suppliers or for this one."""
        suppliers = (None, self.supplier_id)
        return items_of_programme(self.book, form, side, suppliers)

    def own_items(self, form: str, side: str) -> list[ProgrammeItem]:
        """Those for this supplier alone."""
        return items_of_programme(self.book, form, side, (self.supplier_id,))


def items_of_programme(
    book: Book, form: str, side: str, suppliers: tuple[str | None, ...]
) -> list[ProgrammeItem]:
    """A firm's items of a form, of these suppliers; null stands for all of them
    together.
    """
    return [
        one.now
        for one in book.all(ProgrammeItem)
        if one.supplier_id in suppliers and one.now.form == form and one.now.side == side
    ]


def _after(passed: tuple[date, ...], days: tuple[date, ...]) -> date | None:
    """The first of the days that passed after the last time it happened."""
    last = days[-1] if days else date.min
    return next((day for day in passed if day > last), None)
