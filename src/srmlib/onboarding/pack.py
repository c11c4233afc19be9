"""What an onboarding pack holds: all that is known of a relationship and concerns
one role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.facts import SupplierQuarter
from srmlib.metrics.result import Reading
from srmlib.onboarding.last_meeting import LastMeeting, last_meeting_of
from srmlib.register import Book
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Action as ActionEntered
from srmlib.relationship.actions import Action, actions_of
from srmlib.relationship.issues import Issue
from srmlib.relationship.pairs import Pair
from srmlib.relationship.plan import Plan, plan_of
from srmlib.relationship.roles import Held
from srmlib.relationship.topics import Topic, topics_of
from srmlib.rules.relationships import StatedRelationship
from srmlib.rules.roles import Role, Roles

# From the daily work up, as issues climb.
TIERS = ("functional", "operational", "executive")


@dataclass(frozen=True)
class Tier:
    """A tier: who is of it by side, how often it meets (null where nobody agreed on that),
    the last day it met and the next one planned; null where there is none.
    """

    name: str
    people: dict[str, tuple[Held, ...]]
    every_months: int | None
    about: str | None
    last_on: date | None
    next_on: date | None


@dataclass(frozen=True)
class Pack:
    """For `role` at `side`, as of a day. `mine` are the open actions that concern the role,
    `others` the rest; `topics` the chosen ones; `decided` what the last meeting left, null
    without one. `holders` hold the role now. `material` names what it was made from.
    """

    role: str
    record: Role
    side: str
    as_of: date
    material: str
    vision: str | None
    principles: tuple[str, ...]
    plan: Plan
    pairs: tuple[Pair, ...]
    tiers: tuple[Tier, ...]
    holders: tuple[Held, ...]
    readings: tuple[Reading, ...]
    mine: tuple[Action, ...]
    others: tuple[Action, ...]
    issues: tuple[Issue, ...]
    topics: tuple[Topic, ...]
    decided: LastMeeting | None

    @property
    def peers(self) -> tuple[Pair, ...]:
        """The pairs of the role's functions, in the order the role names them."""
        places = self.record.functions
        own = [one for one in self.pairs if one.function.casefold() in places]
        return tuple(sorted(own, key=lambda one: places.index(one.function.casefold())))

    def without_tier(self, side: str) -> tuple[Held, ...]:
        """The roles of a firm that somebody holds and of which nobody entered the tier."""
        return tuple(
            one
            for one in self.plan.roles
            if one.side == side and one.person and not one.tier
        )

    @property
    def tier(self) -> Tier:
        """The tier at which the role meets."""
        return next(one for one in self.tiers if one.name == self.record.tier)


def pack_of(
    asked: SupplierQuarter, roles: Roles, stated: StatedRelationship, role: str, side: str
) -> Pack:
    """The pack of a role at one firm. Raises UsageError for what is no role,
    DefinitionError for a metric the role names and nobody defines.
    """
    name, usual = roles.find(role)
    record = usual.with_changes(stated.roles.get(name))
    book, as_of = _known(asked)
    supplier_id = asked.supplier_id
    plan = plan_of(book, supplier_id, asked.quarter, as_of)
    own = _of_role(book, record)
    open_actions = [one for one in _actions(book, supplier_id, as_of) if one.is_open]
    decided = last_meeting_of(book, supplier_id, as_of)
    return Pack(
        role=name,
        record=record,
        side=side,
        as_of=as_of,
        material=f"{as_of}, entry {asked.entered.id}" if asked.entered else f"{as_of}",
        vision=stated.vision,
        principles=roles.principles if stated.principles is None else stated.principles,
        plan=plan,
        pairs=_own_first(plan.pairs, record),
        tiers=tuple(_tier(tier, plan) for tier in TIERS),
        holders=tuple(one for one in plan.roles if (one.role, one.side) == (name, side)),
        readings=tuple(asked.reading(metric) for metric in record.metrics),
        mine=tuple(one for one in open_actions if one.id in own),
        others=tuple(one for one in open_actions if one.id not in own),
        issues=tuple(one for one in plan.issues if one.is_open),
        topics=topics_of(book, supplier_id, asked.quarter, as_of).chosen,
        decided=decided,
    )


def _known(asked: SupplierQuarter) -> tuple[Book, date]:
    """What was entered, and the day it is looked at; without a register nothing, on the
    extract's.
    """
    if asked.entered is None or asked.book is None:
        return Book(()), asked.snapshot.as_of
    return asked.book, asked.entered.as_of


def _actions(book: Book, supplier_id: str, as_of: date) -> tuple[Action, ...]:
    found = actions_of(book, supplier_id, as_of)
    return (*found.last, *found.new)


def _of_role(book: Book, record: Role) -> set[str]:
    """The actions that move a metric of the role, or that somebody of its functions answers
    for.
    """
    people = {
        one.id
        for one in book.all(Person)
        if one.now.function and one.now.function.casefold() in record.functions
    }
    return {
        one.id
        for one in book.all(ActionEntered)
        if one.now.metric in record.metrics or people & set(one.now.owners)
    }


def _own_first(pairs: tuple[Pair, ...], record: Role) -> tuple[Pair, ...]:
    return tuple(
        sorted(pairs, key=lambda one: one.function.casefold() not in record.functions)
    )


def _tier(name: str, plan: Plan) -> Tier:
    rhythm = next((one for one in plan.meetings.cadence if one.tier == name), None)
    held = [one.held_on for one in plan.meetings.held if one.tier == name and one.held_on]
    planned = [
        one.planned_on
        for one in plan.meetings.all
        if one.tier == name and one.state == "planned" and one.planned_on > plan.as_of
    ]
    return Tier(
        name,
        {
            side: tuple(
                one
                for one in plan.roles
                if one.tier == name and one.side == side and one.person
            )
            for side in ("buyer", "supplier")
        },
        rhythm.every_months if rhythm else None,
        rhythm.about if rhythm else None,
        max(held, default=None),
        min(planned, default=None),
    )
