"""What the partnership itself costs each firm, against its budget: time in meetings, and what was
booked as spent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from srmlib.governance.happened import Happened
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Meeting
from srmlib.relationship.months import months_after
from srmlib.relationship.persons import of_supplier
from srmlib.rules.programme import Programme

MONTHS_OF_A_BUDGET = 12


@dataclass(frozen=True)
class Spent:
    """A firm's budget line and what was spent since `since`: `budget` is null where there is none,
    `spent` where nothing is known. `hours` are those in meetings; of `unknown` meetings nobody
    entered who was there. Amounts are in the reporting currency.
    """

    side: str
    budget: Decimal | None
    since: date
    spent: Decimal | None
    hours: int
    unknown: int

    @property
    def is_over(self) -> bool:
        return (
            self.budget is not None and self.spent is not None and self.spent > self.budget
        )


def spent_of(happened: Happened, rules: Programme, side: str) -> Spent:
    """Since the budget line was set, at most a year; without one in the last twelve months. Of
    amounts those for this supplier alone: what is for all of them is no single one's.
    """
    a_year_ago = months_after(happened.as_of, -MONTHS_OF_A_BUDGET)
    lines = [
        one
        for one in happened.own_items("budget", side)
        if one.amount is not None
        and one.reviewed_on is not None
        and a_year_ago <= one.reviewed_on <= happened.as_of
    ]
    since = max((one.reviewed_on for one in lines if one.reviewed_on), default=a_year_ago)
    budget = [
        one.amount for one in lines if one.amount is not None and one.reviewed_on == since
    ]
    hours, unknown = _hours(happened, rules, side, since)
    booked = [
        one.amount
        for one in happened.own_items("cost", side)
        if one.amount is not None
        and one.on is not None
        and since <= one.on <= happened.as_of
    ]
    spent = list(booked)
    if rules.hour_rate is not None and hours:
        spent.append(Decimal(hours * rules.hour_rate))
    return Spent(
        side,
        sum(budget, Decimal(0)) if budget else None,
        since,
        sum(spent, Decimal(0)) if spent else None,
        hours,
        unknown,
    )


def _hours(happened: Happened, rules: Programme, side: str, since: date) -> tuple[int, int]:
    """A firm's hours in the meetings held, and how many meetings do not say who was there."""
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
