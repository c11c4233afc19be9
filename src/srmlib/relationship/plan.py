"""Who works with whom and when: roles, pairs, meetings, changes of people, issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.encoding import Block, encoded
from srmlib.register.book import Book
from srmlib.relationship.issues import Issue, issues_of
from srmlib.relationship.meetings import Meetings, meetings_of
from srmlib.relationship.pairs import Pair, pairs_of
from srmlib.relationship.roles import (
    MONTHS_NEW,
    Held,
    Newcomer,
    Passed,
    handovers_of,
    many_roles,
    newcomers_of,
    roles_of,
)
from srmlib.rules.calendar import Quarter


@dataclass(frozen=True)
class Plan:
    """The plan with a supplier on a day. What nobody filled is None where it belongs."""

    as_of: date
    roles: tuple[Held, ...]
    pairs: tuple[Pair, ...]
    meetings: Meetings
    handovers: tuple[Passed, ...]
    newcomers: tuple[Newcomer, ...]
    issues: tuple[Issue, ...]

    def __bool__(self) -> bool:
        """Whether anything of it was entered."""
        return bool(self.roles or self.pairs or self.meetings.all or self.meetings.cadence)

    @property
    def many_roles(self) -> dict[str, int]:
        """Persons by id who hold three or four of the roles meant for four people."""
        return many_roles(self.roles)

    def to_json(self) -> Block:
        """The part `plan` of report.json; its meetings are a part of their own."""
        return {
            "roles": encoded(self.roles),
            "pairs": encoded(self.pairs),
            "next": encoded(self.meetings.next),
            "cadence": encoded(self.meetings.cadence),
            "handovers": encoded(self.handovers),
            "newcomers": encoded(self.newcomers),
            "issues": encoded(self.issues),
        }


def plan_of(book: Book, supplier_id: str, quarter: Quarter, as_of: date) -> Plan:
    """What was entered of a supplier by a day, for the review of a quarter."""
    meetings = meetings_of(book, supplier_id, as_of)
    return Plan(
        as_of,
        roles_of(book, supplier_id, as_of),
        pairs_of(book, supplier_id, as_of),
        meetings,
        handovers_of(book, supplier_id, meetings.months[0], as_of),
        newcomers_of(book, supplier_id, meetings.months[-1 - MONTHS_NEW], as_of),
        issues_of(book, supplier_id, quarter.start, as_of),
    )
