"""Who is who on both sides: people, roles by tier, pairs of peers, their contacts, who left and who
is new.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from srmlib.register.kinds.base import (
    Day,
    Ids,
    Kind,
    Name,
    Side,
    Tier,
    Whole,
    YesNo,
    maybe,
    said,
)

Role = Literal[
    "executive sponsor",
    "champion",
    "account manager",
    "service delivery",
    "transformation",
    "relationship",
    "commercial",
    "quality",
    "logistics",
    "engineering",
    "finance",
]


class Person(Kind):
    kind = "person"
    title = "People"
    prefix = "P"
    words = "a person of either firm who has a part in this relationship"
    example = (
        'name="Ann Keller" side=buyer role="quality lead" function=quality site=Utrecht '
        "may_be_named=yes"
    )
    of_one_supplier = False
    personal: ClassVar[tuple[str, ...]] = ("name", "contact")
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: Name | None = maybe("first and last name")
    side: Side = said("whose person it is")
    role: Name = said("what a page calls this person where the name is not shown")
    function: Name | None = maybe("such as quality, logistics, engineering")
    site: Name | None = maybe("where this person works")
    contact: Name | None = maybe("address or telephone number")
    may_be_named: YesNo = maybe("whether this person agreed to be named on pages", False)
    left_on: Day | None = maybe("last day in this relationship")


class RoleHeld(Kind):
    kind = "role"
    title = "Roles"
    prefix = "R"
    words = "a role in this relationship, who holds it and who stands in"
    example = (
        'side=buyer role=quality tier=operational person="Ann Keller" from_on=2025-01-01'
    )
    refers: ClassVar[dict[str, str]] = {"person": "person", "deputy": "person"}
    identity: ClassVar[tuple[str, ...]] = ("side", "role", "tier", "person", "from_on")
    days: ClassVar[tuple[tuple[str, str], ...]] = (("from_on", "until_on"),)

    side: Side = said("whose role it is")
    role: Role = said("the role")
    tier: Tier | None = maybe("the tier it belongs to")
    person: Name = said("id of who holds it")
    deputy: Name | None = maybe("id of who stands in")
    from_on: Day | None = maybe("first day")
    until_on: Day | None = maybe("last day; empty while it is held")


class Pair(Kind):
    kind = "pair"
    title = "Peer pairs"
    prefix = "PP"
    words = "two people of the same function, one of each firm"
    example = 'function=quality buyer_person="Ann Keller" from_on=2025-01-01'
    refers: ClassVar[dict[str, str]] = {
        "buyer_person": "person",
        "supplier_person": "person",
    }
    identity: ClassVar[tuple[str, ...]] = ("function", "buyer_person", "supplier_person")
    days: ClassVar[tuple[tuple[str, str], ...]] = (("from_on", "until_on"),)

    function: Name = said("the function they share")
    buyer_person: Name | None = maybe(
        "id of the buyer's person; empty where nobody is named"
    )
    supplier_person: Name | None = maybe(
        "id of the supplier's person; empty where nobody is named"
    )
    from_on: Day | None = maybe("first day")
    until_on: Day | None = maybe("last day; empty while it stands")


class Contact(Kind):
    kind = "contact"
    title = "Contacts"
    prefix = "K"
    words = "one contact of a pair of peers"
    example = "pair=PP-1 on=2026-09-14 how=call"
    refers: ClassVar[dict[str, str]] = {"pair": "pair"}
    happened: ClassVar[tuple[str, ...]] = ("on",)

    pair: Name = said("id of the pair")
    on: Day = said("the day")
    how: Literal["visit", "meeting", "call", "message"] = said("how")


class Handover(Kind):
    kind = "handover"
    title = "Handovers"
    prefix = "H"
    words = "a role that passed from one person to another"
    example = (
        'role=R-1 to_person="Ann Keller" on=2025-01-01 overlap_days=10 checklist_done=yes'
    )
    refers: ClassVar[dict[str, str]] = {
        "role": "role",
        "from_person": "person",
        "to_person": "person",
    }
    identity: ClassVar[tuple[str, ...]] = ("role", "on")
    days: ClassVar[tuple[tuple[str, str], ...]] = (("role.from_on", "on"),)

    role: Name = said("id of the role")
    from_person: Name | None = maybe("id of who held it")
    to_person: Name | None = maybe("id of who holds it now")
    on: Day = said("the day it passed")
    overlap_days: Whole | None = maybe("days both worked on it", ge=0)
    checklist_done: YesNo | None = maybe("whether the checklist was gone through")


class Onboarding(Kind):
    kind = "onboarding"
    title = "Onboarding"
    prefix = "O"
    words = "somebody new to this relationship, and when they were introduced to it"
    example = 'person="Ann Keller" joined_on=2025-01-01 completed_on=2025-01-20'
    refers: ClassVar[dict[str, str]] = {"person": "person"}
    identity: ClassVar[tuple[str, ...]] = ("person", "joined_on")
    days: ClassVar[tuple[tuple[str, str], ...]] = (("joined_on", "completed_on"),)

    person: Name = said("id of the person")
    joined_on: Day = said("first day in this relationship")
    completed_on: Day | None = maybe("day they had read and met what their role needs")
    material_version: Name | None = maybe("which version of the material")


class PromiseOwner(Kind):
    kind = "promise_owner"
    title = "Promise owners"
    prefix = "PO"
    words = "who answers for a promise to customers that hangs on this supplier"
    example = 'promise="pump P-40" side=buyer person="Ann Keller"'
    refers: ClassVar[dict[str, str]] = {"person": "person"}
    identity: ClassVar[tuple[str, ...]] = ("promise", "side")

    promise: Name = said("the promise, part or service")
    side: Side = said("whose person it is")
    person: Name = said("id of the person")


class Erasure(Kind):
    kind = "erasure"
    title = "Erased people"
    prefix = "E"
    words = "a person whose name and contact were erased on request"
    example = "srm register erase P-1"
    of_one_supplier = False
    refers: ClassVar[dict[str, str]] = {"person": "person"}
    identity: ClassVar[tuple[str, ...]] = ("person",)
    by_register: ClassVar[tuple[str, ...]] = ("also_in",)

    person: Name = said("id of the person")
    also_in: Ids | None = maybe(
        "numbers of other entries whose words named this person, and left"
    )
