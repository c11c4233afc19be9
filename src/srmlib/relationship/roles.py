"""Who holds which role on both sides, who stands in, what nobody holds, and who is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from srmlib.register.book import Book, Record
from srmlib.register.kinds.people import Handover, Onboarding, RoleHeld
from srmlib.relationship.persons import Who, of_supplier, who

TIERS = ("executive", "operational", "functional")
# Meant for four people.
SEPARATE_ROLES = ("relationship", "commercial", "service delivery", "transformation")
ROLES_OF_ONE_TO_MARK = 3
DAYS_TO_ONBOARD = 30
# A handover is to overlap for more days than these.
DAYS_OF_OVERLAP = 10
MONTHS_NEW = 6


@dataclass(frozen=True)
class Held:
    """A role as it is held. `person` is None where nobody holds it: `empty_since` is then the last
    day somebody did, None where that is not known.
    """

    JSON: ClassVar = ("side", "role", "tier", "person", "deputy")

    side: str
    role: str
    tier: str | None
    person: Who | None
    deputy: Who | None
    empty_since: date | None


@dataclass(frozen=True)
class Passed:
    """A role that passed to another person. `overlap_days` is None where nobody entered it."""

    side: str
    role: str
    from_person: Who | None
    to_person: Who | None
    on: date
    overlap_days: int | None
    checklist_done: bool | None

    @property
    def has_overlap(self) -> bool | None:
        """Whether both worked on it for more than ten days; None where nobody entered how
        long.
        """
        return None if self.overlap_days is None else self.overlap_days > DAYS_OF_OVERLAP


@dataclass(frozen=True)
class Newcomer:
    """Somebody new, and the days until they knew what their role needs: `days` up to now where
    `completed_on` is None.
    """

    person: Who
    joined_on: date
    completed_on: date | None
    days: int

    @property
    def is_late(self) -> bool:
        return self.days > DAYS_TO_ONBOARD


def roles_of(book: Book, supplier_id: str, as_of: date) -> tuple[Held, ...]:
    """Every role that was ever entered for a side: who holds it, or that nobody does."""
    known = of_supplier(book, RoleHeld, supplier_id)
    begun = [one for one in known if one.now.from_on is None or one.now.from_on <= as_of]
    found = []
    for key in dict.fromkeys(_key(one) for one in begun):
        entries = [one for one in begun if _key(one) == key]
        held = [one for one in entries if _is_held(book, supplier_id, one, as_of)]
        found += [_held(book, supplier_id, one, as_of) for one in held]
        if not held:
            found.append(_empty(book, supplier_id, entries, as_of))
    return tuple(found)


def many_roles(roles: tuple[Held, ...]) -> dict[str, int]:
    """Persons by id who hold so many of the separate roles that they are marked."""
    held: dict[str, set[str]] = {}
    for one in roles:
        if one.person and one.role in SEPARATE_ROLES:
            held.setdefault(one.person.id, set()).add(one.role)
    counts = {person: len(names) for person, names in held.items()}
    return {
        person: count for person, count in counts.items() if count >= ROLES_OF_ONE_TO_MARK
    }


def handovers_of(
    book: Book, supplier_id: str, since: date, as_of: date
) -> tuple[Passed, ...]:
    """The roles that passed on from a day on, up to now."""
    found = []
    for one in of_supplier(book, Handover, supplier_id):
        role = book.find(RoleHeld, one.now.role)
        if (
            role is None
            or role.supplier_id != supplier_id
            or not since <= one.now.on <= as_of
        ):
            continue
        found.append(
            Passed(
                role.now.side,
                role.now.role,
                who(book, supplier_id, one.now.from_person, as_of),
                who(book, supplier_id, one.now.to_person, as_of),
                one.now.on,
                one.now.overlap_days,
                one.now.checklist_done,
            )
        )
    return tuple(sorted(found, key=lambda passed: passed.on))


def newcomers_of(
    book: Book, supplier_id: str, since: date, as_of: date
) -> tuple[Newcomer, ...]:
    """Who joined from a day on, up to now, and is still there."""
    found = []
    for one in of_supplier(book, Onboarding, supplier_id):
        person = who(book, supplier_id, one.now.person, as_of)
        if person is None or person.left_on or not since <= one.now.joined_on <= as_of:
            continue
        done = one.now.completed_on
        done = done if done and done <= as_of else None
        days = ((done or as_of) - one.now.joined_on).days
        found.append(Newcomer(person, one.now.joined_on, done, days))
    return tuple(found)


def _key(one: Record[RoleHeld]) -> tuple[str, str, str | None]:
    return one.now.side, one.now.role, one.now.tier


def _is_held(book: Book, supplier_id: str, one: Record[RoleHeld], as_of: date) -> bool:
    """Whether the role has not ended, and its person is there."""
    has_ended = one.now.until_on is not None and one.now.until_on < as_of
    person = who(book, supplier_id, one.now.person, as_of)
    return not has_ended and person is not None and person.left_on is None


def _held(book: Book, supplier_id: str, one: Record[RoleHeld], as_of: date) -> Held:
    stated = one.now
    person = who(book, supplier_id, stated.person, as_of)
    deputy = who(book, supplier_id, stated.deputy, as_of)
    deputy = deputy if deputy and not deputy.left_on else None
    return Held(stated.side, stated.role, stated.tier, person, deputy, None)


def _empty(
    book: Book, supplier_id: str, entries: list[Record[RoleHeld]], as_of: date
) -> Held:
    """A role that nobody holds any more, and the last day somebody did."""
    last_days = [_last_day(book, supplier_id, one.now, as_of) for one in entries]
    known = [day for day in last_days if day is not None]
    stated = entries[-1].now
    return Held(stated.side, stated.role, stated.tier, None, None, max(known, default=None))


def _last_day(book: Book, supplier_id: str, stated: RoleHeld, as_of: date) -> date | None:
    person = who(book, supplier_id, stated.person, as_of)
    days = [stated.until_on, person.left_on if person else None]
    return min((day for day in days if day is not None), default=None)
