"""The numbers of a meeting: what was decided before it, and in it, is in all that shows
them; they are those of the report made then.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import html5lib
import pytest
from review_world import ON, World

from srmlib.facts import supplier_quarter
from srmlib.meeting.review import Review
from srmlib.meeting.show import Presentation
from srmlib.register import Draft
from srmlib.register.kinds.work import Dispute, Meeting
from srmlib.relationship.entered import fix_entered


def accepted_by_both(**more: object) -> Dispute:
    return Dispute(
        metric="D1",
        row="L10",
        raised_by="supplier",
        raised_on=date(2026, 9, 1),
        claim="met",
        state="accepted",
        decided_on=ON,
        **more,
    )


def of_the_report(world: World, review: Review) -> dict[str, object]:
    """As the report reads that is made now, by metric."""
    with supplier_quarter("S", "2026Q3", workspace=world.home) as asked:
        entered = fix_entered(world.register, asked.snapshot.as_of)
    with supplier_quarter("S", "2026Q3", workspace=world.home, register=entered) as asked:
        return {one.id: one for one in asked.readings}


def of_the_meeting(review: Review) -> dict[str, object]:
    review.sitting.look()
    return {one.id: one for one in (*review.facts.readings, *review.facts.ours)}


def test_a_decision_moves_the_screen_of_its_goal(review) -> None:
    assert "90.0%" in review.screen("first_miss")
    review.capture.decide("DP-1", "accepted")
    screen = review.screen("first_miss")
    assert "100.0%" in screen and "90.0%" not in screen
    assert [one.id for one in review.misses] == ["D1"], "what is talked about stays"
    review.capture.undo()
    assert "90.0%" in review.screen("first_miss")


def test_all_screens_that_hang_on_a_decision_are_drawn_anew(review) -> None:
    shown = Presentation(review)
    given = {"dispute": "DP-1", "state": "accepted"}
    one = {"id": f"{1:032x}", "number": 1, "do": "decide", "with": given}
    shown.inbox.value = json.dumps({"page": "1", "captures": [one]})
    answer = html5lib.parseFragment(shown.outbox.value, namespaceHTMLElements=False)
    screens = json.loads("".join(answer.itertext()))["screens"]
    assert {"first_miss", "disputes", "close"} <= set(screens)
    assert "100.0%" in screens["first_miss"]


def test_what_a_colleague_decides_meanwhile_moves_it_too(review, world) -> None:
    world.register.append(
        [Draft(accepted_by_both(), "S", "DP-1")], side="joint", author="x"
    )
    assert "100.0%" in review.screen("first_miss")
    assert review.facts.reading("D1").value == 100.0


def before_the_meeting(world: World) -> None:
    """Held after the extract's last day and before the meeting, entered in time."""
    held = Meeting(
        tier="executive", planned_on=date(2026, 9, 20), held_on=date(2026, 10, 5)
    )
    drafts = [Draft(accepted_by_both(), "S", "DP-1"), Draft(held, "S", "M-7")]
    world.register.append(drafts, side="joint", author="x")


CASES = {
    "nothing": lambda review, world: None,
    "a decision of the meeting": lambda review, world: review.capture.decide(
        "DP-1", "accepted"
    ),
    "a decision that is undone": lambda review, world: (
        review.capture.decide("DP-1", "accepted"),
        review.capture.undo(),
    ),
    "a colleague's entries": lambda review, world: before_the_meeting(world),
    "the next review": lambda review, world: review.capture.next_review("2027-01-12"),
}


@pytest.mark.parametrize("name", CASES)
def test_numbers_are_those_of_the_report_made_then(review, world, name: str) -> None:
    CASES[name](review, world)
    assert of_the_meeting(review) == of_the_report(world, review)


def test_what_was_entered_before_is_in_the_numbers_from_the_start(open_one, world) -> None:
    before_the_meeting(world)
    review = open_one()
    assert of_the_meeting(review) == of_the_report(world, review)
    assert review.facts.reading("D1").value == 100.0


def test_a_first_entry_moves_numbers_too(world, tmp_path) -> None:
    """Where nothing was in the register when the review was opened."""
    world.home.register.rename(tmp_path / "elsewhere.sqlite")
    review = world.review(on=ON)
    review.capture.decide("DP-1", "accepted")
    assert "100.0%" in review.screen("first_miss")
    assert of_the_meeting(review) == of_the_report(world, review)
    review.quarter.close()


def test_what_moves_no_number_reads_none_anew(review) -> None:
    facts = review.facts
    review.capture.note("Crates stay.")
    review.capture.attend("P-buyer")
    review.sitting.look()
    assert review.facts is facts
    began = time.perf_counter()
    review.screen("first_miss")
    assert time.perf_counter() - began < 0.2


def in_another_thread(do: Callable[[], object]) -> object:
    """As JupyterLab takes what a widget hands over."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(do).result()


def test_a_decision_is_taken_in_another_thread(review) -> None:
    def decided() -> str:
        review.capture.decide("DP-1", "accepted")
        return review.screen("first_miss")

    assert "100.0%" in in_another_thread(decided)


def test_a_dispute_that_is_raised_meanwhile_is_shown_in_another_thread(
    open_one, world
) -> None:
    world.register.append(
        [Draft(accepted_by_both(), "S", "DP-1")], side="joint", author="x"
    )
    review = open_one(on=date(2026, 11, 1))
    assert review.disputes.on_table() == []
    raised = Dispute(
        metric="D1",
        row="L9",
        raised_by="buyer",
        raised_on=ON,
        claim="missed",
    )
    world.register.append([Draft(raised, "S", "DP-2")], side="buyer", author="x")
    assert "How is L9 to be read?" in in_another_thread(lambda: review.screen("disputes"))
