"""A review to be held: ten lines of which one came late and is disputed, people of both firms, an
action of before, and ratings that both champions have sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from small_world import small_home

from srmlib.meeting.review import Review, open_review
from srmlib.register import Draft, Register, open_register
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import ELEMENTS
from srmlib.register.kinds.work import Action, Expectation, Meeting
from srmlib.replies.sealing import Rated, lock, seal
from srmlib.workspace import Workspace

ON = date(2026, 10, 13)
LINES = 10
SIGNED = "D1: {version: 1, min_n: 1, signed_by_buyer: B, signed_by_supplier: S}\n"
NAMES = {"buyer": "Marit Okonedo", "supplier": "Fergus Anchley"}
COLOURS = {"buyer": 2, "supplier": 4}
COMMENTS = {"buyer": "Told nine days late.", "supplier": "Certain things are told."}


@dataclass(frozen=True)
class World:
    """`sealed` are the files of both champions."""

    home: Workspace
    sealed: tuple[Path, Path]

    @property
    def register(self) -> Register:
        return open_register(self.home)

    def review(self, **more: object) -> Review:
        asked = {"author": "Marit Okonedo", "workspace": self.home, "sealed": self.sealed}
        return open_review("S", "2026Q3", **asked | more)


def review_world(folder: Path, supplier: str = "Harrow") -> World:
    lines = [{"line_id": f"L{number}"} for number in range(1, LINES + 1)]
    receipts = [{"line_id": f"L{number}"} for number in range(1, LINES + 1)]
    receipts[-1]["docked_on"] = "2026-07-24"
    disputed = {
        "dispute_id": "DP-1",
        "metric_id": "D1",
        "supplier_id": "S",
        "row_id": f"L{LINES}",
        "raised_by": "supplier",
        "raised_on": "2026-09-01",
        "claim": "met",
        "words": "It was at your gate on the day.",
        "state": "open",
    }
    home = small_home(
        folder,
        suppliers=[{"supplier_id": "S", "name": supplier}],
        schedule_lines=lines,
        receipts=receipts,
        disputes=[disputed],
        definitions=SIGNED,
    )
    register = open_register(home)
    for side in ("buyer", "supplier"):
        _enter(register, side)
    before = Meeting(tier="operational", planned_on=date(2026, 7, 14), is_review=True)
    review = Meeting(tier="operational", planned_on=ON, is_review=True, quarter="2026Q3")
    held = before.model_copy(update={"held_on": date(2026, 7, 14), "quarter": "2026Q2"})
    register.append(
        [Draft(held, "S", "M-1"), Draft(review, "S", "M-2")], side="buyer", author="x"
    )
    return World(
        home, tuple(_sealed(register, folder, side) for side in ("buyer", "supplier"))
    )


def _enter(register: Register, side: str) -> None:
    person = Person(
        name=NAMES[side],
        side=side,
        role=f"{side}’s champion",
        contact=f"{side}@example.org",
        may_be_named=side == "buyer",
    )
    action = Action(
        what=f"What the {side} promised",
        side=side,
        owners=(f"P-{side}",),
        agreed_on=date(2026, 7, 14),
        measure="it is there",
        due_on=date(2026, 9, 30),
    )
    expectation = Expectation(
        side=side, words_said=f"What the {side} expected", meeting="M-1"
    )
    drafts = [
        Draft(person, "S", f"P-{side}"),
        Draft(action, "S"),
        Draft(expectation, "S"),
    ]
    register.append(drafts, side=side, author=NAMES[side])


def _sealed(register: Register, folder: Path, side: str) -> Path:
    ratings = [
        Rated(
            element=element,
            version=1,
            colour=COLOURS[side] if number == 0 else 3,
            comment=COMMENTS[side] if number == 0 else "",
            visible=True,
        )
        for number, element in enumerate(ELEMENTS)
    ]
    sealed = seal("S", "2026Q3", side, NAMES[side], ratings, "2026-10-09T08:00:00Z")
    lock(register, "S", sealed.seal)
    path = folder / f"{side}_ratings_sealed.json"
    path.write_text(sealed.to_json(), encoding="utf-8")
    return path
