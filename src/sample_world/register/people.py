"""People, their roles, peer pairs and contacts, who left and who is new."""

from __future__ import annotations

from datetime import date

from sample_world.register.entries import Pen
from sample_world.register.firms import BUYERS_PEOPLE, SUPPLIERS_PEOPLE, Somebody
from sample_world.register.who_does_what import (
    CONTACTS,
    HANDOVERS,
    MATERIAL,
    ONBOARDED,
    PAIRS,
    PROMISES,
    ROLES,
    Role,
)
from sample_world.stream import Stream, days, workday_until

KEEPER = "tarn.manager"
# Contacts are noted on the last day of a quarter, not each on its day.
NOTED_ON = (
    "2024-12-31",
    "2025-03-31",
    "2025-06-30",
    "2025-09-30",
    "2025-12-31",
    "2026-03-31",
    "2026-06-30",
    "2026-09-30",
    "2026-10-12",
)
HOW = ("call", "call", "message", "meeting", "visit")


def enter_people(pen: Pen) -> None:
    """All that is entered of a supplier's people, and of the buyer's with the first supplier."""
    if pen.supplier_id == "S-1001":
        for somebody in BUYERS_PEOPLE:
            _enter_somebody(pen, somebody, KEEPER)
    people = SUPPLIERS_PEOPLE[pen.supplier_id]
    keeper = _keeper(people)
    for somebody in people:
        _enter_somebody(pen, somebody, keeper)
    for role in ROLES.get(pen.supplier_id, ()):
        _enter_role(pen, role, keeper)
    _enter_pairs(pen)
    _enter_changes(pen, keeper)
    for promise, person in PROMISES.get(pen.supplier_id, ()):
        author = _author(person, keeper)
        side = _side(person)
        pen.enter(
            "2025-02-03", author, "promise_owner", promise=promise, side=side, person=person
        )


def account_of(supplier_id: str) -> str:
    """The label of who writes for a supplier."""
    return _keeper(SUPPLIERS_PEOPLE[supplier_id])


def _keeper(people: tuple[Somebody, ...]) -> str:
    accounts = [one.key for one in people if one.key.endswith((".account", ".delivery"))]
    return accounts[0] if accounts else people[0].key


def _side(person: str) -> str:
    return "buyer" if person.startswith("tarn.") else "supplier"


def _author(person: str, keeper: str) -> str:
    return KEEPER if _side(person) == "buyer" else keeper


def _enter_somebody(pen: Pen, who: Somebody, author: str) -> None:
    """A person on the day of joining, and again on the last day."""
    firm = who.key.split(".")[0]
    stated = {
        "name": who.name,
        "side": _side(who.key),
        "role": who.role,
        "function": who.function,
        "site": who.site,
        "contact": f"{who.name.lower().replace(' ', '.')}@{firm}.example",
        "may_be_named": who.named,
    }
    pen.enter(who.joined_on, author, "person", who.key, **stated)
    if who.left_on:
        left = stated | {"left_on": who.left_on}
        pen.enter(who.left_on, author, "person", who.key, **left)


def _enter_role(pen: Pen, role: Role, keeper: str) -> None:
    author = _author(role.person, keeper)
    label = f"{pen.supplier_id} {role.role} {role.person}"
    stated = {
        "side": _side(role.person),
        "role": role.role,
        "tier": role.tier,
        "person": role.person,
        "deputy": role.deputy,
        "from_on": role.from_on,
    }
    pen.enter(role.from_on, author, "role", label, **stated)
    if role.until_on:
        pen.enter(role.until_on, author, "role", label, **stated, until_on=role.until_on)


def _enter_pairs(pen: Pen) -> None:
    """Pairs, and the log of their contacts: about one in six weeks, none after a pair fell
    silent.
    """
    stream = Stream(f"register/contacts/{pen.supplier_id}")
    for pair in PAIRS.get(pen.supplier_id, ()):
        label = f"{pen.supplier_id} {pair.function}"
        pen.enter(
            pair.from_on,
            KEEPER,
            "pair",
            label,
            function=pair.function,
            buyer_person=pair.buyer,
            supplier_person=pair.supplier,
            from_on=pair.from_on,
        )
        for on, how in _contacts(pen.supplier_id, pair.function, pair.from_on, stream):
            noted_on = next(
                date.fromisoformat(day) for day in NOTED_ON if day >= on.isoformat()
            )
            pen.enter(noted_on, KEEPER, "contact", pair=label, on=on, how=how)


def _contacts(
    supplier_id: str, function: str, from_on: str, stream: Stream
) -> list[tuple[date, str]]:
    """Days and ways of a pair's contacts; the last of each stands in CONTACTS."""
    last_on = CONTACTS[supplier_id][function]
    if last_on is None:
        return []
    last = date.fromisoformat(last_on)
    found = [(last, "call")]
    while (day := days(found[-1][0], -stream.between(40, 75))) > date.fromisoformat(
        from_on
    ):
        found.append((workday_until(day), stream.pick(HOW)))
    return found[::-1]


def _enter_changes(pen: Pen, keeper: str) -> None:
    """Handovers and newcomers; who was made a role's deputy, and later its holder."""
    for handover in HANDOVERS.get(pen.supplier_id, ()):
        author = _author(handover.to_person, keeper)
        pen.enter(
            handover.on,
            author,
            "handover",
            role=f"{pen.supplier_id} {handover.role} {handover.from_person}",
            from_person=handover.from_person,
            to_person=handover.to_person,
            on=handover.on,
            overlap_days=handover.overlap_days,
            checklist_done=handover.is_listed,
        )
    for person, joined_on, completed_on in ONBOARDED.get(pen.supplier_id, ()):
        label = f"{pen.supplier_id} {person}"
        author = _author(person, keeper)
        stated = {"person": person, "joined_on": joined_on, "material_version": MATERIAL}
        pen.enter(joined_on, author, "onboarding", label, **stated)
        if completed_on:
            done = stated | {"completed_on": completed_on}
            pen.enter(completed_on, author, "onboarding", label, **done)
