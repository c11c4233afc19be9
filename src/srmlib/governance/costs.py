"""What the partnership itself costs each firm, against its budget: time in meetings, and
what was booked as spent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from srmlib.governance.happened import Happened, items_of_programme
from srmlib.register import Book
from srmlib.register.kinds.agreed import ProgrammeItem
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Meeting
from srmlib.relationship.months import months_after
from srmlib.relationship.persons import SIDES, of_supplier
from srmlib.rules.programme import Programme

MONTHS_OF_A_BUDGET = 12


@dataclass(frozen=True)
class Spent:
    """A firm's budget line and what was spent since `since`: `budget` is null where there
    is none, `spent` where nothing is known. `hours` are those in meetings; of `unknown`
    meetings nobody entered who was there. `undated` was spent on days that nobody entered,
    and is not in `spent`: null where there is none. `is_half_entered` tells of a budget
    line without its day or amount. Amounts are in the reporting currency.
    """

    side: str
    budget: Decimal | None
    since: date
    spent: Decimal | None
    hours: int
    unknown: int
    undated: Decimal | None = None
    is_half_entered: bool = False

    @property
    def is_over(self) -> bool:
        return (
            self.budget is not None and self.spent is not None and self.spent > self.budget
        )

    @property
    def has_line(self) -> bool:
        """Whether a budget line was entered, with its day and amount or not."""
        return self.budget is not None or self.is_half_entered


def spent_of(happened: Happened, rules: Programme, side: str) -> Spent:
    """Since the budget line was set, at most a year; without one in the last twelve months.
    Of amounts those for this supplier alone: what is for all of them is no single one's.
    """
    budgets, costs = (happened.own_items(form, side) for form in ("budget", "cost"))
    return _spent(side, happened.as_of, rules, budgets, costs, [happened])


def spent_on_all(
    book: Book, everyone: Sequence[Happened], rules: Programme, as_of: date
) -> tuple[Spent, ...]:
    """Of each firm with a budget line or costs for all suppliers together: the line against
    what it covers. That is what was entered for all, and what was spent with each supplier
    that has no budget line of its own. `book` holds at least what is of no single supplier.
    """
    found = []
    for side in SIDES:
        budgets, costs = (
            items_of_programme(book, form, side, (None,)) for form in ("budget", "cost")
        )
        if not budgets and not costs:
            continue
        covered = [one for one in everyone if not spent_of(one, rules, side).has_line]
        for one in covered:
            costs += one.own_items("cost", side)
        found.append(_spent(side, as_of, rules, budgets, costs, covered))
    return tuple(found)


def _spent(
    side: str,
    as_of: date,
    rules: Programme,
    budgets: list[ProgrammeItem],
    costs: list[ProgrammeItem],
    met_with: Sequence[Happened],
) -> Spent:
    budget, since = _budget(budgets, as_of)
    hours, unknown = 0, 0
    for happened in met_with:
        more, untold = _hours(happened, rules, side, since)
        hours, unknown = hours + more, unknown + untold
    spent = [
        one.amount
        for one in costs
        if one.amount is not None and one.on is not None and since <= one.on <= as_of
    ]
    if rules.hour_rate is not None and hours:
        spent.append(Decimal(hours * rules.hour_rate))
    return Spent(
        side,
        budget,
        since,
        _sum(spent),
        hours,
        unknown,
        _sum(one.amount for one in costs if one.amount is not None and one.on is None),
        budget is None and any(None in (one.amount, one.reviewed_on) for one in budgets),
    )


def _budget(lines: Iterable[ProgrammeItem], as_of: date) -> tuple[Decimal | None, date]:
    """The sum of the lines set last, and their day; null and a year ago where none
    holds.
    """
    a_year_ago = months_after(as_of, -MONTHS_OF_A_BUDGET)
    set_on = [
        (one.reviewed_on, one.amount)
        for one in lines
        if one.amount is not None
        and one.reviewed_on is not None
        and a_year_ago <= one.reviewed_on <= as_of
    ]
    since = max((day for day, _ in set_on), default=a_year_ago)
    return _sum(amount for day, amount in set_on if day == since), since


def _sum(amounts: Iterable[Decimal]) -> Decimal | None:
    """Null where there is none: unknown is not zero."""
    known = list(amounts)
    return sum(known, Decimal(0)) if known else None


def _hours(happened: Happened, rules: Programme, side: str, since: date) -> tuple[int, int]:
    """A firm's hours in the meetings held, and how many meetings do not say who was
    there.
    """
    hours, unknown = 0, 0
    for record in of_supplier(happened.book, Meeting, happened.supplier_id):
        stated = record.now
        if stated.held_on is None or not since <= stated.held_on <= happened.as_of:
            continue
        if not stated.attendees:
            unknown += 1
        people = [happened.book.find(Person, one) for one in stated.attendees]
        there = sum(one is not None and one.now.side == side for one in people)
        hours += there * getattr(rules.meeting_hours, stated.tier)
    return hours, unknown
