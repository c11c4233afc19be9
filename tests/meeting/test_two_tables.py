"""Two kernels on one register: what one enters is never overwritten by what the other read
before.
"""

from __future__ import annotations

from datetime import date

import pytest

from srmlib.errors import UsageError
from srmlib.meeting.promised import new_actions
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Topic
from srmlib.register.kinds.work import Action, Dispute, Meeting


@pytest.fixture
def tables(open_one):
    """Both have read the register, and neither knows of the other."""
    both = open_one(), open_one(author="Fergus Anchley")
    for one in both:
        assert one.sitting.book
    return both


def find(review, kind, record: str):
    return review.sitting.register.book("S").find(kind, record).now


def test_both_see_and_change_what_either_wrote(tables) -> None:
    ours, theirs = tables
    action = ours.capture.action("Answer every dispute", who="P-buyer")
    theirs.capture.fill(action, measure="none is older than ten days")
    ours.capture.fill(action, due="2026-10-30")
    (seen,) = new_actions(ours)
    assert (seen.owners, seen.measure) == (
        ("Marit Okonedo",),
        "none is older than ten days",
    )
    assert "none is older than ten days" in theirs.screen("aloud")


CHANGES = {
    "who is there": (
        Meeting,
        "M-2",
        lambda c: c.attend("P-buyer"),
        lambda c: c.attend("P-supplier"),
        {"attendees": ("P-buyer", "P-supplier")},
    ),
    "a dispute answered and decided": (
        Dispute,
        "DP-1",
        lambda c: c.decide("DP-1", "refused", words="The gate's log says 24 July."),
        lambda c: c.decide("DP-1", "accepted"),
        {"answer": "The gate's log says 24 July.", "state": "accepted"},
    ),
    "a topic valued and chosen": (
        Topic,
        "T-1",
        lambda c: c.values("T-1", effort="small"),
        lambda c: c.choose("T-1"),
        {"effort": "small", "is_chosen": True},
    ),
    "the next review": (
        Meeting,
        "M-3",
        lambda c: c.next_review("2027-01-12"),
        lambda c: c.next_review("2027-01-19"),
        {"planned_on": date(2027, 1, 19), "quarter": "2026Q4"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_revision_is_of_what_stands(tables, name: str) -> None:
    kind, record, first, second, expected = CHANGES[name]
    ours, theirs = tables
    topic = Draft(Topic(what="Crates that come back"), "S", "T-1")
    ours.sitting.register.append([topic], side="joint", author="x")
    ours.sitting.forget(), theirs.sitting.forget()
    assert ours.sitting.book and theirs.sitting.book
    first(ours.capture)
    second(theirs.capture)
    found = find(ours, kind, record)
    assert {key: getattr(found, key) for key in expected} == expected


def test_the_close_keeps_who_came_and_sees_what_is_missing(tables) -> None:
    ours, theirs = tables
    ours.capture.waive_ratings("the champion is ill")
    ours.capture.decide("DP-1", "accepted")
    ours.capture.next_review("2027-01-12")
    ours.capture.confirm("buyer")
    ours.capture.confirm("supplier")
    theirs.capture.attend("P-supplier")
    theirs.capture.action("One with holes")
    with pytest.raises(UsageError, match="owner, date and measure missing"):
        ours.close()
    theirs.capture.undo()
    ours.close()
    meeting = find(ours, Meeting, "M-2")
    assert (meeting.held_on, meeting.attendees) == (date(2026, 10, 13), ("P-supplier",))


def test_undo_leaves_what_somebody_else_changed_since(tables) -> None:
    ours, theirs = tables
    ours.capture.note("Stays.")
    action = ours.capture.action("Answer every dispute")
    theirs.capture.fill(action, who="P-buyer")
    with pytest.raises(UsageError, match="changed by supplier’s champion since"):
        ours.capture.undo()
    assert find(ours, Action, action).owners == ("P-buyer",)
    ours.capture.undo()
    assert ours.sitting.notes() == []


def test_another_quarters_review_is_not_moved(tables) -> None:
    ours, _ = tables
    later = Meeting(
        tier="operational", planned_on=date(2027, 1, 5), is_review=True, quarter="2027Q1"
    )
    ours.sitting.register.append([Draft(later, "S", "M-9")], side="buyer", author="x")
    assert any(one.is_missing and one.what == "Next review" for one in ours.checks())
    new = ours.capture.next_review("2027-01-12")
    assert find(ours, Meeting, "M-9") == later
    assert find(ours, Meeting, new).quarter == "2026Q4"


def test_a_review_without_a_quarter_is_the_next_ones(tables) -> None:
    ours, _ = tables
    unnamed = Meeting(tier="executive", planned_on=date(2027, 1, 5), is_review=True)
    ours.sitting.register.append([Draft(unnamed, "S", "M-9")], side="buyer", author="x")
    assert ours.capture.next_review("2027-01-12") == "M-9"
    planned = find(ours, Meeting, "M-9")
    assert (planned.quarter, planned.tier) == ("2026Q4", "executive")


def test_a_review_that_was_held_is_not_planned_again(tables) -> None:
    ours, _ = tables
    held = Meeting(
        tier="operational",
        planned_on=date(2026, 10, 13),
        held_on=date(2026, 10, 13),
        is_review=True,
        quarter="2026Q4",
    )
    ours.sitting.register.append([Draft(held, "S", "M-9")], side="buyer", author="x")
    with pytest.raises(UsageError, match="was held on 13 October 2026"):
        ours.capture.next_review("2027-01-12")


def test_a_decision_before_the_meeting_is_in_its_numbers(open_one) -> None:
    before = open_one(on="2026-10-05")
    assert before.facts.reading("D1").value == 90.0
    before.capture.decide("DP-1", "accepted")
    review = open_one()
    assert review.facts.reading("D1").value == 100.0
    assert review.disputes.on_table() == []
    assert review.misses == []


def test_a_decision_of_this_meeting_can_be_changed_after_the_kernel_died(open_one) -> None:
    open_one().capture.decide("DP-1", "accepted")
    again = open_one()
    again.capture.decide("DP-1", "refused", words="The gate's log says 24 July.")
    (found,) = again.disputes.on_table()
    assert (found.now.value, found.before.value, found.granted.value) == (90.0, 90.0, 100.0)


def test_a_decision_that_is_withdrawn_leaves_the_dispute_as_the_extract_has_it(
    open_one,
) -> None:
    open_one().capture.decide("DP-1", "accepted")
    again = open_one()
    again.sitting.register.withdraw("dispute", "DP-1", side="joint", author="x")
    again.sitting.look()
    (found,) = again.disputes.on_table()
    assert (found.is_open, found.now.value) == (True, 90.0)
