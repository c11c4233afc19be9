"""What is written down by plain calls: each is one entry with time, side and author, and
nothing is changed or deleted.
"""

from __future__ import annotations

from datetime import date

import pytest

from srmlib.errors import RegisterError, UsageError
from srmlib.meeting.minutes import minutes_of
from srmlib.meeting.page import write_agenda
from srmlib.meeting.promised import last_actions, new_actions
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Ask, AskEvent, Topic
from srmlib.register.kinds.voice import Rating
from srmlib.register.kinds.work import (
    Action,
    ActionDate,
    ActionEnd,
    Capture,
    Cause,
    Dispute,
    Expectation,
    Issue,
    Meeting,
)
from srmlib.relationship.topics import Topics, topics_of


def entries_after(review, call):
    """What one call entered, and what it returned."""
    before = review.sitting.register.head().number
    returned = call()
    return review.sitting.register.entries()[before:], returned


CALLS = {
    "an action": (
        lambda c: c.action(
            "Answer", who="Marit Okonedo", due="2026-10-30", measure="none open"
        ),
        Action,
        "joint",
        {
            "side": "buyer",
            "owners": ("P-buyer",),
            "due_on": date(2026, 10, 30),
            "meeting": "M-2",
        },
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
        {
            "state": "refused",
            "decided_on": date(2026, 10, 13),
            "row": "L10",
            "claim": "met",
        },
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
    assert entry.author == "P-buyer", "who is listed is kept by id"
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
        lambda: review.capture.fill(
            action, who="Marit Okonedo", due="2026-10-30", measure="none"
        ),
    )
    (revision, due) = entered
    assert (revision.record, revision.revision) == (action, 2)
    assert (due.stated.action, due.stated.due_on) == (action, date(2026, 10, 30))
    (after,) = new_actions(review)
    assert (after.holes, after.side, after.owners) == ((), "buyer", ("Marit Okonedo",))


def test_a_first_date_is_kept_for_ever(review) -> None:
    with pytest.raises(UsageError, match=r"capture\.move"):
        review.capture.fill("A-1", due="2026-12-01")
    review.capture.move("A-1", "2026-12-01", "the tool broke")
    moved = next(one for one in last_actions(review).last if one.id == "A-1")
    assert (moved.first_due, moved.due) == (date(2026, 9, 30), date(2026, 12, 1))


def test_a_date_that_was_undone_was_never_promised(review) -> None:
    action = review.capture.action("Answer every dispute")
    review.capture.fill(action, due="2026-10-20")
    review.capture.undo()
    review.capture.fill(action, due="2026-10-30")
    review.capture.move("A-1", "2026-08-01", "a slip of the pen")
    review.capture.undo()
    (new,) = new_actions(review)
    assert (new.first_due, new.due, new.times_moved) == (date(2026, 10, 30),) * 2 + (0,)
    moved = next(one for one in last_actions(review).last if one.id == "A-1")
    assert (moved.first_due, moved.times_moved) == (date(2026, 9, 30), 0)


def test_a_date_that_was_filled_in_is_moved_with_a_reason(review) -> None:
    action = review.capture.action("Answer every dispute")
    review.capture.fill(action, due="2026-10-30")
    with pytest.raises(UsageError, match=r"capture\.move"):
        review.capture.fill(action, due="2026-11-30")


def test_undo_takes_back_by_an_entry(review) -> None:
    action = review.capture.action("A mistake")
    entered, _ = entries_after(review, review.capture.undo)
    assert [(one.record, one.is_withdrawn) for one in entered] == [(action, True)]
    assert new_actions(review) == []
    review.capture.decide("DP-1", "accepted")
    review.capture.decide("DP-1", "refused", words="The gate's log says 24 July.")
    entered, _ = entries_after(review, review.capture.undo)
    assert [one.stated.state for one in entered] == ["accepted"]
    review.capture.undo()
    assert [one.stated.state for one in review.disputes.on_table()] == ["open"]
    with pytest.raises(UsageError, match="Nothing was written down"):
        review.capture.undo()
    review.sitting.register.check()


def test_a_decided_dispute_moves_its_number(review) -> None:
    (before,) = review.disputes.on_table()
    assert (before.now.value, before.granted.value, before.refused.value) == (
        90.0,
        100.0,
        90.0,
    )
    assert before.now.verdict == "missed"
    review.capture.decide("DP-1", "accepted")
    (after,) = review.disputes.on_table()
    assert (after.now.value, after.before.value) == (100.0, 90.0)
    assert after.now.verdict == "met"
    assert "10 of 10" in review.screen("disputes") and "was 90.0%" in review.screen(
        "disputes"
    )


REFUSED = {
    "somebody unknown": (
        lambda c: c.action("x", who="Nobody"),
        "nobody the register knows",
    ),
    "an unknown action": (lambda c: c.done("A-99"), "no action 'A-99'"),
    "an unknown dispute": (lambda c: c.decide("DP-9", "accepted"), "no dispute 'DP-9'"),
    "no decision": (lambda c: c.decide("DP-1", "maybe"), "no decision"),
    "refused without words": (lambda c: c.decide("DP-1", "refused"), "why it is refused"),
    "open without words": (lambda c: c.decide("DP-1", "open"), "why it stays open"),
    "moved without a reason": (lambda c: c.move("A-1", "2026-12-01", " "), "why it moves"),
    "no day": (lambda c: c.action("x", due="soon"), "due_on"),
    "no words": (lambda c: c.note(" "), "words_said"),
    "a next review before this one": (
        lambda c: c.next_review("2026-10-13"),
        "expected a day after this one",
    ),
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


def topics_shown(review) -> Topics:
    sitting = review.sitting
    return topics_of(sitting.book, "S", review.quarter.quarter, sitting.on)


def test_topics_are_valued_stepped_and_swapped(review) -> None:
    sitting = review.sitting
    chosen = [
        Draft(Topic(what=f"Topic {n}", is_chosen=n <= 5), "S", f"T-{n}")
        for n in range(1, 7)
    ]
    sitting.register.append(chosen, side="joint", author="x")
    sitting.forget()
    c = review.capture
    c.topic_value("T-6", "buyer", 7)
    c.topic_value("T-6", "supplier", 9)
    c.milestone("T-6", "First casting", "2026-12-04")
    c.values("T-6", effort="large")
    (waiting,) = topics_shown(review).listed
    assert (waiting.values.buyer, waiting.values.supplier, waiting.effort) == (
        7,
        9,
        "large",
    )
    shown = review.screen("topics")
    assert "worth" in shown and "<b>7</b>" in shown and "effort large" in shown
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
    shown = {one.id: one for one in topics_shown(review).chosen}
    assert set(shown) == {"T-2", "T-3", "T-4", "T-5", "T-6"}
    assert shown["T-6"].next_step.what == "First casting"
    c.milestone_met(shown["T-6"].next_step.id)
    met = {one.id: one for one in topics_shown(review).chosen}["T-6"]
    assert (met.met, len(met.milestones), met.next_step) == (1, 1, None)
    with pytest.raises(UsageError, match="no topic 'T-9'"):
        c.topic_value("T-9", "buyer", 1)


def test_what_one_firm_alone_values_is_on_no_page_until_the_other_has(review) -> None:
    c = review.capture
    topic = c.topic("Crates that come back")

    def pages() -> list[str]:
        found = [
            str(review.screen("topics")),
            write_agenda(review).read_text(encoding="utf-8"),
        ]
        return [*found, minutes_of(review).text, str(review.screen("close"))]

    before = pages()
    c.topic_value(topic, "buyer", 7)
    for page in pages()[:2]:
        assert "<b>7</b>" not in page and "&#34;buyer&#34;: 7" not in page
        assert "valued" in page and "not valued" in page
    for page in pages()[2:]:
        assert "worth 7" not in page and "valued by the buyer, not yet by Harrow" in page
    # Another number of the one firm changes no letter of the pages: nothing of it is in
    # their source.
    shown = pages()
    c.undo()
    assert pages() == before
    c.topic_value(topic, "buyer", 2)
    assert pages() == shown
    c.topic_value(topic, "supplier", 9)
    screen, agenda, minutes, close = pages()
    assert "<b>2</b>" in screen and "<b>9</b>" in agenda
    assert "worth 2 of 10 to the buyer" in minutes and "worth 9 of 10 to Harrow" in close


def test_a_year_without_asks_hides_none(review) -> None:
    ask = Ask(from_side="supplier", what="Pay on day 30", asked_on=date(2024, 10, 14))
    review.sitting.register.append([Draft(ask, "S")], side="joint", author="x")
    shown = review.screen("asks")
    assert "Pay on day 30" in shown and "Of the last one ask none is done" in shown


def test_a_refusal_without_a_reason_leaves_an_ask_open(review) -> None:
    ask = Ask(from_side="supplier", what="Pay on day 30", asked_on=date(2025, 10, 14))
    refused = AskEvent(ask="Q-1", state="refused", on=date(2026, 3, 1))
    drafts = [Draft(ask, "S", "Q-1"), Draft(refused, "S")]
    review.sitting.register.append(drafts, side="joint", author="x")
    shown = review.screen("asks")
    assert "refused on 1 March 2026, no reason said" in shown and "</svg>open" in shown


def test_values_and_effort_that_are_not_said_stay(review) -> None:
    sitting = review.sitting
    topic = Draft(Topic(what="Crates", effort="small"), "S", "T-1")
    sitting.register.append([topic], side="joint", author="x")
    entered, _ = entries_after(
        review, lambda: review.capture.values("T-1", buyer="0", supplier="")
    )
    assert [(one.kind, one.stated.value) for one in entered] == [("topic_value", 0)]
    for wrong in ({}, {"buyer": "11"}, {"effort": "huge"}):
        with pytest.raises(UsageError):
            review.capture.values("T-1", **wrong)


def test_an_ask_of_last_year_is_answered_at_the_table(review) -> None:
    sitting = review.sitting
    asks = [
        Ask(from_side="supplier", what="Pay on day 30", asked_on=date(2025, 10, 14)),
        Ask(from_side="buyer", what="A planner known by name", asked_on=date(2025, 10, 14)),
    ]
    sitting.register.append([Draft(one, "S") for one in asks], side="joint", author="x")
    assert "asked 14 October 2025, not answered" in review.screen("asks")
    entered, _ = entries_after(
        review, lambda: review.capture.answer_ask("Q-1", "done", evidence="the books")
    )
    assert [one.side for one in entered] == ["buyer"], "who was asked answers"
    shown = review.screen("asks")
    assert "13 October 2026: the books" in shown
    assert "Of last year’s two asks one is done: Harrow did none of one, the buyer" in shown
    with pytest.raises(UsageError, match="why it is refused"):
        review.capture.answer_ask("Q-2", "refused")
    review.capture.answer_ask("Q-1", "started")
    assert "in progress" in review.screen("asks"), "the last answer of one day stands"


def test_the_measured_fact_stands_beside_a_gap(review) -> None:
    review.capture.reveal([])
    assert "In the records: Nothing yet: a list of issues would" in review.screen("ratings")
    issue = Issue(
        what="Porous", raised_by="buyer", raised_on=date(2026, 9, 1), level="functional"
    )
    review.sitting.register.append([Draft(issue, "S")], side="buyer", author="x")
    said = "issues raised since January 2026: 1 by the buyer and 0 by Harrow"
    assert said in str(review.screen("ratings")).replace("Issues", "issues")


def test_what_was_moved_stays_in_the_minutes_after_the_kernel_died(
    review, open_one
) -> None:
    review.capture.expectation("supplier", "Answers.")
    review.capture.move("A-1", "2026-12-01", "the tool broke")
    parts = {part.title: part.lines for part in minutes_of(open_one()).parts}
    assert parts["Earlier actions"] == (
        "What the buyer promised: now due 1 December 2026, because: the tool broke",
    )


def test_a_day_or_an_author_that_nobody_says(world, monkeypatch) -> None:
    monkeypatch.delenv("SRM_AUTHOR", raising=False)
    with pytest.raises(UsageError, match="SRM_AUTHOR"):
        world.review(author=None)
    with pytest.raises(UsageError, match="expected a day"):
        world.review(on="13.10.2026")
