"""What is written down by plain calls: each is one entry with time, side and author, and nothing is
changed or deleted.
"""

from __future__ import annotations

from datetime import date

import pytest

from srmlib.errors import RegisterError, UsageError
from srmlib.meeting.ahead import cards, long_list
from srmlib.meeting.minutes import minutes_of
from srmlib.meeting.screens import last_actions, new_actions
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Topic
from srmlib.register.kinds.voice import Rating
from srmlib.register.kinds.work import (
    Action,
    ActionDate,
    ActionEnd,
    Capture,
    Cause,
    Dispute,
    Expectation,
    Meeting,
)


def entries_after(review, call):
    """What one call entered, and what it returned."""
    before = review.sitting.register.head().number
    returned = call()
    return review.sitting.register.entries()[before:], returned


CALLS = {
    "an action": (
        lambda c: c.action("Answer", who="Marit Okonedo", due="2026-10-30", measure="none open"),
        Action,
        "joint",
        {"side": "buyer", "owners": ("P-buyer",), "due_on": date(2026, 10, 30), "meeting": "M-2"},
    ),
    "an action of both": (
        lambda c: c.action("Meet", who=["P-buyer", "supplier’s champion"]),
        Action,
        "joint",
        {"side": "joint", "owners": ("P-buyer", "P-supplier"), "due_on": None},
    ),
    "a note": (
        lambda c: c.note("Crates stay.", "topics"),
        Capture,
        "joint",
        {"item": "topics", "words_said": "Crates stay.", "meeting": "M-2"},
    ),
    "an expectation": (
        lambda c: c.expectation("supplier", "Answers."),
        Expectation,
        "supplier",
        {"side": "supplier", "on": date(2026, 10, 13), "meeting": "M-2"},
    ),
    "a decision": (
        lambda c: c.decide("DP-1", "refused", words="The gate's log says 24 July."),
        Dispute,
        "joint",
        {"state": "refused", "decided_on": date(2026, 10, 13), "row": "L10", "claim": "met"},
    ),
    "another date": (
        lambda c: c.move("A-1", "2026-11-30", "the tool broke"),
        ActionDate,
        "buyer",
        {"action": "A-1", "due_on": date(2026, 11, 30), "reason": "the tool broke"},
    ),
    "done": (
        lambda c: c.done("A-2"),
        ActionEnd,
        "supplier",
        {"how": "done", "on": date(2026, 10, 13)},
    ),
    "dropped": (
        lambda c: c.drop("A-2", "not needed"),
        ActionEnd,
        "supplier",
        {"how": "dropped", "reason": "not needed"},
    ),
    "a cause": (
        lambda c: c.cause("notice", "QN-1", "shared", "two drawings"),
        Cause,
        "joint",
        {"party": "shared", "agreed_by_buyer_on": date(2026, 10, 13)},
    ),
    "who is there": (
        lambda c: c.present("P-buyer", "P-supplier"),
        Meeting,
        "joint",
        {"attendees": ("P-buyer", "P-supplier"), "held_on": None},
    ),
    "somebody comes": (
        lambda c: c.attend("Marit Okonedo"),
        Meeting,
        "joint",
        {"attendees": ("P-buyer",)},
    ),
    "the next review": (
        lambda c: c.next_review("2027-01-12"),
        Meeting,
        "joint",
        {"planned_on": date(2027, 1, 12), "quarter": "2026Q4", "is_review": True},
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_one_entry(review, name: str) -> None:
    call, kind, side, expected = CALLS[name]
    entered, returned = entries_after(review, lambda: call(review.capture))
    (entry,) = entered
    assert (entry.kind, entry.record, entry.side) == (kind.kind, returned, side)
    assert entry.author == "Marit Okonedo"
    assert {key: getattr(entry.stated, key) for key in expected} == expected


def test_without_a_planned_meeting_the_first_entry_makes_it(open_one) -> None:
    review = open_one(on="2026-10-20")
    review.sitting.meeting_id = "M-new"
    entered, _ = entries_after(review, lambda: review.capture.note("First."))
    assert [one.kind for one in entered] == ["meeting", "capture"]
    assert entered[0].record == entered[1].stated.meeting == "M-new"
    entered, _ = entries_after(review, lambda: review.capture.note("Second."))
    assert [one.kind for one in entered] == ["capture"]


def test_a_hole_is_saved_and_filled_in_by_a_revision(review) -> None:
    action = review.capture.action("Answer every dispute")
    (before,) = new_actions(review)
    assert before.holes == ("owner", "date", "measure")
    entered, _ = entries_after(
        review,
        lambda: review.capture.fill(action, who="Marit Okonedo", due="2026-10-30", measure="none"),
    )
    (revision,) = entered
    assert (revision.record, revision.revision) == (action, 2)
    (after,) = new_actions(review)
    assert (after.holes, after.side, after.owners) == ((), "buyer", ("Marit Okonedo",))


def test_a_first_date_is_kept_for_ever(review) -> None:
    with pytest.raises(UsageError, match=r"capture\.move"):
        review.capture.fill("A-1", due="2026-12-01")
    review.capture.move("A-1", "2026-12-01", "the tool broke")
    moved = next(one for one in last_actions(review).last if one.id == "A-1")
    assert (moved.first_due, moved.due) == (date(2026, 9, 30), date(2026, 12, 1))


def test_undo_takes_back_by_an_entry(review) -> None:
    action = review.capture.action("A mistake")
    entered, _ = entries_after(review, review.capture.undo)
    assert [(one.record, one.is_withdrawn) for one in entered] == [(action, True)]
    assert new_actions(review) == []
    review.capture.decide("DP-1", "accepted")
    review.capture.decide("DP-1", "refused")
    entered, _ = entries_after(review, review.capture.undo)
    assert [one.stated.state for one in entered] == ["accepted"]
    review.capture.undo()
    assert [one.stated.state for one in review.disputes.on_table()] == ["open"]
    with pytest.raises(UsageError, match="Nothing was written down"):
        review.capture.undo()
    review.sitting.register.check()


def test_a_decided_dispute_moves_its_number(review) -> None:
    (before,) = review.disputes.on_table()
    assert (before.now.value, before.granted.value, before.refused.value) == (90.0, 100.0, 90.0)
    assert before.now.verdict == "missed"
    review.capture.decide("DP-1", "accepted")
    (after,) = review.disputes.on_table()
    assert (after.now.value, after.before.value) == (100.0, 90.0)
    assert after.now.verdict == "met"
    assert "10 of 10" in review.screen("disputes") and "was 90.0%" in review.screen("disputes")


REFUSED = {
    "somebody unknown": (lambda c: c.action("x", who="Nobody"), "nobody the register knows"),
    "an unknown action": (lambda c: c.done("A-99"), "no action 'A-99'"),
    "an unknown dispute": (lambda c: c.decide("DP-9", "accepted"), "no dispute 'DP-9'"),
    "no decision": (lambda c: c.decide("DP-1", "maybe"), "no decision"),
    "open without words": (lambda c: c.decide("DP-1", "open"), "why it stays open"),
    "moved without a reason": (lambda c: c.move("A-1", "2026-12-01", " "), "why it moves"),
    "no day": (lambda c: c.action("x", due="soon"), "due_on"),
    "no words": (lambda c: c.note(" "), "words_said"),
    "no side": (lambda c: c.expectation("both", "x"), "side"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_enters_nothing(review, name: str) -> None:
    call, words = REFUSED[name]
    before = review.sitting.register.head()
    with pytest.raises(UsageError, match=words):
        call(review.capture)
    assert review.sitting.register.head() == before


def test_ratings_are_in_nothing_before_the_reveal(review, world) -> None:
    shown = "".join(str(review.screen(slot.item.key)) for slot in review.agenda)
    assert "Told nine days late" not in shown and 'class="point' not in shown.replace(
        'class="point missed', ""
    )
    with pytest.raises(RegisterError, match="neither is shown alone"):
        review.capture.reveal(world.sealed[:1])
    assert review.sitting.book.all(Rating) == []
    assert review.capture.reveal([]) == 24
    screen = review.screen("ratings")
    assert "Told nine days late" in screen and "One element is two steps apart" in screen


def test_a_killed_kernel_loses_nothing(review, open_one) -> None:
    review.capture.action("Answer every dispute", who="P-buyer")
    review.capture.decide("DP-1", "accepted")
    review.capture.confirm("buyer")
    again = open_one()
    assert [one.what for one in new_actions(again)] == ["Answer every dispute"]
    assert again.disputes.on_table()[0].now.value == 100.0
    assert again.sitting.confirmed() == {"buyer"}


def test_topics_are_valued_stepped_and_swapped(review) -> None:
    sitting = review.sitting
    chosen = [Draft(Topic(what=f"Topic {n}", is_chosen=n <= 5), "S", f"T-{n}") for n in range(1, 7)]
    sitting.register.append(chosen, side="joint", author="x")
    sitting.forget()
    c = review.capture
    c.value("T-6", "buyer", 7)
    c.value("T-6", "supplier", 9)
    c.milestone("T-6", "First casting", "2026-12-04")
    assert [(one.buyer, one.supplier) for one in long_list(sitting.book, "S")] == [(7, 9)]
    with pytest.raises(UsageError, match="instead_of"):
        c.choose("T-6")
    entered, _ = entries_after(review, lambda: c.choose("T-6", instead_of="T-1"))
    assert [(one.record, one.stated.is_chosen) for one in entered] == [
        ("T-1", False),
        ("T-6", True),
    ]
    c.undo()
    assert sitting.book.find(Topic, "T-1").now.is_chosen
    assert not sitting.book.find(Topic, "T-6").now.is_chosen
    c.choose("T-6", instead_of="T-1")
    shown = {one.id: one for one in cards(sitting.book, "S", sitting.on, sitting.on)}
    assert set(shown) == {"T-2", "T-3", "T-4", "T-5", "T-6"}
    assert shown["T-6"].next_step.what == "First casting"
    with pytest.raises(UsageError, match="no topic 'T-9'"):
        c.value("T-9", "buyer", 1)


def test_what_was_moved_stays_in_the_minutes_after_the_kernel_died(review, open_one) -> None:
    review.capture.expectation("supplier", "Answers.")
    review.capture.move("A-1", "2026-12-01", "the tool broke")
    parts = {part.title: part.lines for part in minutes_of(open_one()).parts}
    assert parts["Earlier actions"] == ("What the buyer promised: moved to 1 Dec: the tool broke",)


def test_a_day_or_an_author_that_nobody_says(world, monkeypatch) -> None:
    monkeypatch.delenv("SRM_AUTHOR", raising=False)
    with pytest.raises(UsageError, match="SRM_AUTHOR"):
        world.review(author=None)
    with pytest.raises(UsageError, match="expected a day"):
        world.review(on="13.10.2026")
