"""People of both firms by function and site, and the dates of the coming twelve months by tier: what
nobody fills is a hole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from srmlib.encoding import Block, encoded
from srmlib.register import Book
from srmlib.register.kinds.people import Pair, Person, PromiseOwner, RoleHeld
from srmlib.register.kinds.work import Meeting
from srmlib.relationship.meetings import Rhythm
from srmlib.relationship.months import months_after
from srmlib.relationship.persons import SIDES, Who, of_supplier, who
from srmlib.relationship.plan import Plan

TIERS = ("functional", "operational", "executive")
MONTHS_AHEAD = 12
# A meeting so many days after its day by the agreed rhythm is still that one.
DAYS_OF_GRACE = 15
NO_FUNCTION = "function not stated"
NO_SITE = "site not stated"


@dataclass(frozen=True)
class Function:
    """The people of one function, by side and site; a side without one is a hole. Who is named in a
    pair stands in the pair's function, everybody else in their own.
    """

    name: str
    people: dict[str, dict[str, tuple[Who, ...]]]

    def has(self, side: str) -> bool:
        return bool(self.people[side])


@dataclass(frozen=True)
class Coming:
    """The planned days of a tier in the coming months, and the months in which the agreed rhythm asks
    for a meeting that has no day yet; `has_rhythm` says whether one was agreed.
    """

    tier: str
    planned: tuple[date, ...]
    missing: tuple[date, ...]
    has_rhythm: bool

    @property
    def is_hole(self) -> bool:
        """Whether neither a day nor a rhythm is known."""
        return not self.planned and not self.has_rhythm


@dataclass(frozen=True)
class Network:
    """`functions` by name; `sites` of each side; `months` are the first days of the coming twelve."""

    functions: tuple[Function, ...]
    sites: dict[str, tuple[str, ...]]
    months: tuple[date, ...]
    coming: tuple[Coming, ...]

    def __bool__(self) -> bool:
        return bool(self.functions) or any(not one.is_hole for one in self.coming)

    def to_json(self) -> Block:
        return {"functions": encoded(self.functions), "coming": encoded(self.coming)}


def network_of(book: Book, supplier_id: str, plan: Plan) -> Network:
    """The people and dates of a supplier on the plan's day."""
    first = plan.as_of.replace(day=1)
    functions = _functions(book, supplier_id, plan)
    return Network(
        functions,
        {side: _sites(functions, side) for side in SIDES},
        tuple(months_after(first, count) for count in range(MONTHS_AHEAD)),
        tuple(_coming(book, supplier_id, tier, plan) for tier in TIERS),
    )


# --- People


def _functions(book: Book, supplier_id: str, plan: Plan) -> tuple[Function, ...]:
    found: dict[str, dict[str, dict[str, list[Who]]]] = {}
    names: dict[str, str] = {}
    paired = _paired_functions(plan)
    parts = _has_a_part(book, supplier_id)
    for record in book.all(Person):
        person = who(book, supplier_id, record.id, plan.as_of)
        if person is None or person.left_on or record.id not in parts:
            continue
        own = [record.now.function or NO_FUNCTION]
        for function in paired.get(record.id, own):
            names.setdefault(function.casefold(), function)
            sides = found.setdefault(function.casefold(), {side: {} for side in SIDES})
            sides[person.side].setdefault(record.now.site or NO_SITE, []).append(person)
    return tuple(
        Function(names[key], {side: _frozen(sites) for side, sites in sides.items()})
        for key, sides in sorted(
            found.items(), key=lambda one: (one[0] == NO_FUNCTION, one[0])
        )
    )


def _paired_functions(plan: Plan) -> dict[str, list[str]]:
    """By person the functions of the pairs that they are named in."""
    found: dict[str, list[str]] = {}
    for pair in plan.pairs:
        for person in (pair.buyer, pair.supplier):
            if person:
                found.setdefault(person.id, []).append(pair.function)
    return {
        person: list({one.casefold(): one for one in functions}.values())
        for person, functions in found.items()
    }


def _has_a_part(book: Book, supplier_id: str) -> set[str]:
    """Who is entered for this supplier alone, or named in its roles, pairs or promises: the buyer's
    people are of all suppliers.
    """
    own = {one.id for one in book.all(Person) if one.supplier_id == supplier_id}
    for role in of_supplier(book, RoleHeld, supplier_id):
        own |= {role.now.person} | ({role.now.deputy} if role.now.deputy else set())
    for pair in of_supplier(book, Pair, supplier_id):
        own |= {one for one in (pair.now.buyer_person, pair.now.supplier_person) if one}
    return own | {one.now.person for one in of_supplier(book, PromiseOwner, supplier_id)}


def _frozen(sites: dict[str, list[Who]]) -> dict[str, tuple[Who, ...]]:
    return {site: tuple(people) for site, people in sites.items()}


def _sites(functions: tuple[Function, ...], side: str) -> tuple[str, ...]:
    named = {site for one in functions for site in one.people[side]}
    return tuple(sorted(named, key=lambda site: (site == NO_SITE, site)))


# --- Dates


def _coming(book: Book, supplier_id: str, tier: str, plan: Plan) -> Coming:
    as_of = plan.as_of
    until = months_after(as_of.replace(day=1), MONTHS_AHEAD)
    rhythm = next((one for one in plan.meetings.cadence if one.tier == tier), None)
    stated = [
        one.now for one in of_supplier(book, Meeting, supplier_id) if one.now.tier == tier
    ]
    planned = sorted(
        {
            one.planned_on
            for one in stated
            if not one.held_on and as_of <= one.planned_on < until
        }
    )
    held = [one.held_on for one in stated if one.held_on and one.held_on <= as_of]
    missing: tuple[date, ...] = ()
    if rhythm is not None:
        missing = _missing(rhythm, max(held, default=as_of), planned, as_of, until)
    return Coming(tier, tuple(planned), missing, rhythm is not None)


def _missing(
    rhythm: Rhythm, last: date, planned: list[date], as_of: date, until: date
) -> tuple[date, ...]:
    """The days on which the rhythm asks for a meeting after the one before, and none is planned."""
    found = []
    for following in [*planned, until]:
        while (asked := months_after(last, rhythm.every_months)) < until:
            if asked + timedelta(days=DAYS_OF_GRACE) >= following and following != until:
                break
            found.append(max(asked, as_of))
            last = asked
        last = following
    return tuple(dict.fromkeys(day for day in found if day < until))
