"""A relationship somebody new is introduced to: two firms with people who may be named and who may
not, who left and who was erased, and a second supplier of whom nothing may be told.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from small_world import small_home

from srmlib.register import Draft, Register
from srmlib.register.kinds.ahead import Milestone, Topic
from srmlib.register.kinds.base import Kind
from srmlib.register.kinds.people import (
    Contact,
    Handover,
    Onboarding,
    Pair,
    Person,
    RoleHeld,
)
from srmlib.register.kinds.voice import Rating
from srmlib.register.kinds.work import (
    Action,
    ActionDate,
    Cadence,
    Capture,
    Dispute,
    Expectation,
    Issue,
    Meeting,
)
from srmlib.workspace import Workspace

ON = date(2026, 10, 13)
HOSTILE = '<script>alert("x")</script>{{ 7 * 7 }}'
SECRET = "Verschwiegen"
SIGNED = "Q1: {version: 1, signed_by_buyer: B, signed_by_supplier: S}\n"
# By id: name, side, role, function, site, whether the person may be named.
PEOPLE = {
    "P-1": ("Ada Nowak", "buyer", "incoming inspector", "quality", "Brno", True),
    "P-2": ("Bo Lindqvist", "supplier", "quality lead", "quality", "North", False),
    "P-3": ("Cy Moorfield", "supplier", "planner", "logistics", "North", True),
    "P-4": ("Dee Orchard", "buyer", "planner", "logistics", "Brno", True),
    "P-5": ("Erased Person", "supplier", "night shift lead", "casting", "South", True),
}


def new_world(folder: Path, firm: str = "Harrow", words: str = "said") -> Workspace:
    """With `words` in every free text of the register, and `firm` as the supplier's name."""
    home = home_of_two(folder, firm)
    register = register_of(home)
    enter(register, *((_person(one), one) for one in PEOPLE))
    enter(register, *_relationship(words))
    enter(register, *_of_another(), supplier="OTHER")
    enter(register, (_person("P-3", left_on=date(2026, 9, 30)), "P-3"))
    register.erase("P-5", side="buyer", author="x")
    register.close()
    return home


def register_of(home: Workspace) -> Register:
    """The register of a workspace, in which it is the day of the review."""
    return Register.at(home.register, lambda: datetime(2026, 10, 13, 12, tzinfo=UTC))


def home_of_two(folder: Path, firm: str = "Harrow") -> Workspace:
    """A snapshot of two suppliers, and nothing entered."""
    suppliers = [
        {"supplier_id": "S", "name": firm},
        {"supplier_id": "OTHER", "name": f"{SECRET} Works"},
    ]
    lines = [{"line_id": "L1"}, {"line_id": "L2", "supplier_id": "OTHER"}]
    return small_home(
        folder,
        suppliers=suppliers,
        schedule_lines=lines,
        receipts=[{"line_id": "L1"}],
        definitions=SIGNED,
    )


def enter(
    register: Register, *stated: tuple[Kind, str | None], supplier: str = "S"
) -> None:
    drafts = [Draft(one, supplier, record) for one, record in stated]
    register.append(drafts, side="buyer", author="x")


def _person(person: str, **more: object) -> Person:
    name, side, role, function, site, named = PEOPLE[person]
    return Person(
        name=name,
        side=side,
        role=role,
        function=function,
        site=site,
        may_be_named=named,
        contact=f"{person}@secret.example",
        **more,
    )


def _relationship(words: str) -> list[tuple[Kind, str | None]]:
    held = {"planned_on": ON, "held_on": ON}
    return [
        (RoleHeld(side="buyer", role="quality", tier="functional", person="P-1"), "R-1"),
        (RoleHeld(side="supplier", role="quality", tier="functional", person="P-2"), "R-2"),
        (
            RoleHeld(side="supplier", role="logistics", tier="functional", person="P-3"),
            "R-3",
        ),
        (Pair(function="logistics", buyer_person="P-4", supplier_person="P-3"), "PP-1"),
        (Pair(function="quality", buyer_person="P-1", supplier_person="P-2"), "PP-2"),
        (
            Pair(function=f"casting {words}", buyer_person="P-1", supplier_person="P-5"),
            "PP-3",
        ),
        (Contact(pair="PP-2", on=date(2026, 10, 3), how="call"), None),
        (Cadence(tier="functional", every_months=1, about=f"about {words}"), None),
        (Meeting(tier="functional", is_review=True, quarter="2026Q3", **held), "M-1"),
        (Meeting(tier="functional", planned_on=date(2026, 11, 10)), "M-2"),
        (Capture(meeting="M-1", item="quality", words_said=f"note {words}"), None),
        (
            Capture(meeting="M-1", item="confirmed", words_said="a mark of the meeting"),
            None,
        ),
        (Expectation(side="supplier", words_said=f"expected {words}", meeting="M-1"), None),
        (
            Dispute(
                metric="Q1",
                row="LOT-SECRET",
                raised_by="supplier",
                raised_on=date(2026, 9, 1),
                claim="met",
                state="accepted",
                decided_on=ON,
            ),
            None,
        ),
        (
            Action(
                what=f"sort {words}", side="supplier", metric="Q1", due_on=date(2026, 9, 30)
            ),
            "A-1",
        ),
        (ActionDate(action="A-1", due_on=date(2026, 10, 8), reason=words), None),
        (Action(what=f"pack {words}", side="buyer", owners=("P-4",), measure=words), "A-2"),
        (Action(what=f"draw {words}", side="joint", owners=("P-1",), meeting="M-1"), "A-3"),
        (
            Topic(
                what=f"topic {words}", is_chosen=True, owners=("P-1", "P-2"), target=words
            ),
            "T-1",
        ),
        (Milestone(topic="T-1", what=f"step {words}", due_on=date(2026, 12, 1)), None),
        (
            Issue(
                what=f"issue {words}",
                raised_by="supplier",
                raised_on=date(2026, 10, 1),
                level="functional",
                days_to_close=5,
            ),
            None,
        ),
        (
            Handover(role="R-1", from_person="P-4", to_person="P-1", on=ON, overlap_days=3),
            None,
        ),
        (Onboarding(person="P-1", joined_on=date(2026, 9, 1)), None),
        (
            Rating(
                quarter="2026Q3",
                element="open_info",
                side="supplier",
                rater="P-2",
                colour=1,
                comment=f"{SECRET} comment",
                comment_visible=False,
                revealed_on=ON,
            ),
            None,
        ),
    ]


def _of_another() -> list[tuple[Kind, str | None]]:
    """The same kinds at another supplier, each with the word that may not be read."""
    held = {"planned_on": ON, "held_on": ON}
    stranger = Person(name=SECRET, side="supplier", role=SECRET, may_be_named=True)
    return [
        (stranger, "P-9"),
        (RoleHeld(side="supplier", role="quality", tier="functional", person="P-9"), "R-9"),
        (Pair(function=f"quality {SECRET}", supplier_person="P-9"), "PP-9"),
        (Cadence(tier="executive", every_months=7, about=SECRET), None),
        (Meeting(tier="executive", agenda=SECRET, **held), "M-9"),
        (Capture(meeting="M-9", item="all", words_said=SECRET), None),
        (Expectation(side="buyer", words_said=SECRET, meeting="M-9"), None),
        (Action(what=SECRET, side="supplier", metric="Q1"), "A-9"),
        (Topic(what=SECRET, is_chosen=True), "T-9"),
        (Issue(what=SECRET, raised_by="buyer", raised_on=ON, level="functional"), "I-9"),
    ]
