"""The yearly health check of both firms: communication, satisfaction, trust, compatibility. What the
two say stands side by side by year, never averaged, and opens when both have answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from srmlib.encoding import Block, encoded
from srmlib.register import Book, Record
from srmlib.register.kinds.voice import HealthCheck
from srmlib.relationship.months import months_after
from srmlib.relationship.persons import SIDES, of_supplier

QUESTIONS = ("communication", "satisfaction", "trust", "compatibility")
MONTHS_BETWEEN = 12
YEARS_SHOWN = 4


@dataclass(frozen=True)
class Check:
    """What one firm answered: 1 to 5 by question, null where it was not asked or not answered;
    `asked` and `answered` are how many people, null where that was not entered; `comment` what it
    lets the other firm read.
    """

    on: date
    answers: dict[str, int | None]
    asked: int | None
    answered: int | None
    comment: str | None = None


@dataclass(frozen=True)
class Year:
    """The checks of a calendar year by side, of each firm the last; a firm without one is missing."""

    year: int
    checks: dict[str, Check]

    @property
    def is_open(self) -> bool:
        """Whether both firms have answered: what one said alone is not shown to the other before."""
        return all(side in self.checks for side in SIDES)

    def to_json(self) -> Block:
        """Its answers where it is open; else only who has answered, and when."""
        told = {side: {"on": encoded(one.on)} for side, one in self.checks.items()}
        if self.is_open:
            told = {side: encoded(one) for side, one in self.checks.items()}
        return {
            "year": self.year,
            "is_open": self.is_open,
            **{s: told.get(s) for s in SIDES},
        }


@dataclass(frozen=True)
class Health:
    """The last years with a check, the oldest first; `due_on` the next check by side, null where the
    firm never had one.
    """

    JSON: ClassVar = ("years", "due_on")

    as_of: date
    years: tuple[Year, ...]
    due_on: dict[str, date | None]

    def __bool__(self) -> bool:
        """Whether anything of it was entered."""
        return bool(self.years)

    @property
    def opened(self) -> tuple[Year, ...]:
        return tuple(one for one in self.years if one.is_open)

    def is_due(self, side: str) -> bool:
        """Whether a firm's next check should have been by now."""
        due = self.due_on[side]
        return due is not None and due < self.as_of


def health_of(book: Book, supplier_id: str, as_of: date) -> Health:
    """The checks of a supplier that were entered and done by a day."""
    known = sorted(answered_checks(book, supplier_id, as_of), key=lambda one: one.now.on)
    by_year: dict[int, dict[str, Check]] = {}
    last: dict[str, date] = {}
    for record in known:
        one = record.now
        by_year.setdefault(one.on.year, {})[one.side] = _check(one)
        last[one.side] = one.on
    years = tuple(Year(year, checks) for year, checks in by_year.items())
    due_on = {
        side: months_after(last[side], MONTHS_BETWEEN) if side in last else None
        for side in SIDES
    }
    return Health(as_of, years[-YEARS_SHOWN:], due_on)


def hidden_checks(book: Book, supplier_id: str, as_of: date) -> set[str]:
    """The ids of the checks that may not be shown on a day, nor copied beside a page: of a year in
    which one firm alone has answered.
    """
    done = answered_checks(book, supplier_id, as_of)
    answered = {(one.now.on.year, one.now.side) for one in done}
    opened = {
        one.id for one in done if all((one.now.on.year, side) in answered for side in SIDES)
    }
    return {one.id for one in of_supplier(book, HealthCheck, supplier_id)} - opened


def answers_of(check: object) -> dict[str, int]:
    """What was answered of a check, by question; nothing where there is no check."""
    answers = {question: getattr(check, question, None) for question in QUESTIONS}
    return {question: step for question, step in answers.items() if step is not None}


def answered_checks(book: Book, supplier_id: str, as_of: date) -> list[Record[HealthCheck]]:
    """The checks done by a day. Who answers nothing has said nothing, and opens nothing of the
    other firm's.
    """
    return [
        one
        for one in of_supplier(book, HealthCheck, supplier_id)
        if one.now.on <= as_of and answers_of(one.now)
    ]


def _check(stated: HealthCheck) -> Check:
    answers = {question: getattr(stated, question) for question in QUESTIONS}
    return Check(stated.on, answers, stated.asked, stated.answered, stated.comment)
