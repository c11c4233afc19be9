"""What became of actions, from the definition: the first date is kept for ever, a date that passes
without an entry is late, and a joint action is of neither firm.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from books import AS_OF, SUPPLIER, BookByHand
from facts_fixture import rich

from srmlib.facts import SupplierQuarter
from srmlib.metrics.evidence import CountedRow
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import ActionAnswer
from srmlib.register.kinds.work import Action, ActionDate, ActionEnd, Meeting
from srmlib.relationship.actions import Actions, Kept, actions_of
from srmlib.relationship.evidence import Of, evidence_of
from srmlib.relationship.movement import (
    COULD_BE_CHANCE,
    TOO_EARLY,
    _Span,
    _word,
    movement_of,
)
from srmlib.replies.contents import _actions
from srmlib.rules.calendar import Quarter
from srmlib.snapshot.definitions import definitions_of
from srmlib.words.actions import (
    actions_explained,
    actions_headline,
    answer_said,
    late_said,
    periods_said,
)
from srmlib.words.ratings import Firms

Q3 = Quarter.parse("2026Q3")
FIRMS = Firms("Tarn Pumps", "Harrow Castings")
AGREED = date(2026, 7, 14)


def action(
    side: str = "supplier", due: date | None = date(2026, 9, 30), **more: object
) -> Action:
    stated = {
        "what": "Send the certificate",
        "agreed_on": AGREED,
        "measure": "it is on the label",
    }
    return Action(side=side, due_on=due, **stated | {"owners": ("PS-1",)} | more)


def found(book: BookByHand, as_of: date = AS_OF, quarter: Quarter | None = None) -> Actions:
    entered = book.book()
    if entered.find(Person, "PS-1") is None:
        book.person("PS-1", "supplier", "Declan Mossbury", "account manager")
        entered = book.book()
    return actions_of(entered, SUPPLIER, as_of, quarter)


def only(book: BookByHand, as_of: date = AS_OF):
    (one,) = found(book, as_of).last
    return one


def moved(book: BookByHand, to: date, why: str | None = "the tool broke") -> BookByHand:
    return book.add(ActionDate(action="A-1", due_on=to, reason=why))


def ended(book: BookByHand, on: date, how: str = "done", **more: object) -> BookByHand:
    return book.add(ActionEnd(action="A-1", how=how, on=on, **more))


# Dates


def test_the_first_date_is_kept_whatever_is_entered_later():
    book = BookByHand().add(action(due=date(2026, 6, 30)), "A-1")
    for day in (date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 30)):
        moved(book, day)
    one = only(book)
    assert (one.first_due, one.due, one.times_moved, one.state) == (
        date(2026, 6, 30),
        date(2026, 11, 30),
        3,
        "moved",
    )
    assert [due.reason for due in one.dates] == [None, *["the tool broke"] * 3]


def test_a_corrected_action_does_not_change_its_first_date():
    """Another day in the action itself is a move too: nobody takes a promise back by a revision."""
    book = BookByHand().add(action(due=date(2026, 8, 31)), "A-1")
    book.add(action(due=date(2026, 10, 30)), "A-1")
    one = only(book)
    assert (one.first_due, one.due, one.times_moved) == (
        date(2026, 8, 31),
        date(2026, 10, 30),
        1,
    )


def test_a_date_filled_in_later_is_the_first():
    book = (
        BookByHand().add(action(due=None), "A-1").add(action(due=date(2026, 11, 1)), "A-1")
    )
    one = only(book)
    assert (one.first_due, one.times_moved, one.holes) == (date(2026, 11, 1), 0, ())


def test_the_same_day_once_more_is_no_move():
    book = moved(BookByHand().add(action(), "A-1"), date(2026, 9, 30))
    assert only(book).times_moved == 0


def test_one_may_move_to_an_earlier_day():
    book = moved(BookByHand().add(action(due=date(2026, 12, 1)), "A-1"), date(2026, 11, 1))
    one = only(book)
    assert (one.first_due, one.due, one.state) == (
        date(2026, 12, 1),
        date(2026, 11, 1),
        "moved",
    )


@pytest.mark.parametrize(
    ("as_of", "state", "days"),
    [
        (date(2026, 9, 29), "on_track", None),
        (date(2026, 9, 30), "on_track", None),
        (date(2026, 10, 1), "late", 1),
        (date(2026, 10, 13), "late", 13),
    ],
)
def test_it_is_late_from_the_day_after_its_date(as_of, state, days):
    one = only(BookByHand().add(action(), "A-1"), as_of)
    assert (one.state, one.days_late) == (state, days)


def test_a_moved_one_is_late_by_its_last_date():
    book = moved(BookByHand().add(action(due=date(2026, 6, 30)), "A-1"), date(2026, 10, 3))
    one = only(book)
    assert (one.state, one.days_late, one.times_moved) == ("late", 10, 1)
    assert one.to_json()["state"] == "moved"
    assert one.to_json()["is_late"]


# How it ended


def test_done_by_the_first_date_and_after_it():
    first = ended(BookByHand().add(action(), "A-1"), date(2026, 9, 30))
    after = ended(BookByHand().add(action(), "A-1"), date(2026, 10, 7))
    assert only(first).is_done_by_first
    assert only(first).days_late is None
    assert (only(after).is_done_by_first, only(after).days_late) == (False, 7)


def test_done_after_it_moved_does_not_meet_the_first_date():
    book = moved(BookByHand().add(action(due=date(2026, 8, 1)), "A-1"), date(2026, 10, 1))
    one = only(ended(book, date(2026, 9, 15)))
    assert (one.state, one.days_late, one.is_done_by_first) == ("done", None, False)


def test_what_is_done_after_the_day_asked_for_is_open_then():
    book = ended(BookByHand().add(action(), "A-1"), date(2026, 10, 20))
    assert only(book).state == "late"


def test_dropped_is_not_late_and_says_why():
    book = ended(
        BookByHand().add(action(), "A-1"), date(2026, 10, 9), "dropped", reason="sold"
    )
    one = only(book)
    assert (one.state, one.days_late, one.reason) == ("dropped", None, "sold")


# Holes and people


@pytest.mark.parametrize(
    ("more", "holes"),
    [
        ({}, ()),
        ({"owners": ()}, ("owner",)),
        ({"measure": None}, ("measure",)),
        ({"measure": None, "metric": "D1"}, ()),
        ({"due_on": None}, ("date",)),
    ],
)
def test_holes_are_owner_date_and_measure(more, holes):
    stated = action().model_copy(update=more)
    assert only(BookByHand().add(stated, "A-1")).holes == holes


def test_owners_are_named_with_consent_and_while_they_are_here():
    book = BookByHand()
    book.person("PS-1", "supplier", "Declan Mossbury", "account manager", may_be_named=True)
    book.person("PS-2", "supplier", "Nora Brisk", "planner")
    left = {"may_be_named": True, "left_on": date(2026, 9, 30)}
    book.person("PS-3", "supplier", "Fergus Anchley", "quality manager", **left)
    book.add(action(owners=("PS-1", "PS-2", "PS-3")), "A-1")
    # Who has left owns nothing that is open.
    assert only(book).owners == ("Declan Mossbury", "planner")
    ended(book, AS_OF)
    assert only(book).owners == ("Declan Mossbury", "planner", "quality manager")


def test_it_was_agreed_when_its_meeting_was_held():
    book = BookByHand()
    meeting = Meeting(
        tier="operational", planned_on=date(2026, 7, 1), held_on=date(2026, 7, 3)
    )
    book.add(meeting, "M-1").add(action(agreed_on=None, meeting="M-1"), "A-1")
    assert only(book).agreed_on == date(2026, 7, 3)


def test_the_last_answer_of_a_firm_stands_beside_it():
    book = BookByHand().add(action(), "A-1")
    book.add(ActionAnswer(action="A-1", answer="agree", on=date(2026, 9, 1)))
    asked = {
        "due_on": date(2026, 11, 1),
        "words_said": "the tool broke",
        "on": date(2026, 9, 9),
    }
    book.add(ActionAnswer(action="A-1", answer="move", **asked))
    one = only(book)
    assert (one.answer.answer, one.answer.words) == ("move", "the tool broke")
    # Asking for another day is not having one.
    assert one.due == date(2026, 9, 30)


# Which ones, and counted how


def test_those_of_another_supplier_are_not_seen():
    book = BookByHand().add(action(), "A-1").add(action(), "A-2", supplier="S-2")
    assert [one.id for one in found(book).last] == ["A-1"]


def test_of_a_quarter_what_ended_before_it_is_gone_and_what_is_agreed_after_it_stands_apart():
    book = (
        BookByHand().add(action(), "A-1").add(action(agreed_on=date(2026, 10, 13)), "A-2")
    )
    book.add(action(), "A-3").add(ActionEnd(action="A-3", how="done", on=date(2026, 6, 30)))
    book.add(action(), "A-4").add(ActionEnd(action="A-4", how="done", on=date(2026, 7, 1)))
    actions = found(book, quarter=Q3)
    assert [one.id for one in actions.last] == ["A-4", "A-1"]
    assert [one.id for one in actions.new] == ["A-2"]


def nine() -> BookByHand:
    """Four of nine done, two by each firm; one of each late; A-1 moved three times."""
    book = BookByHand().add(action(due=date(2026, 6, 30)), "A-1")
    for day in (date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 30)):
        moved(book, day)
    days = (date(2026, 9, 26), date(2026, 9, 29), date(2026, 10, 2), date(2026, 10, 5))
    for number, day in enumerate(days, start=2):
        book.add(action("buyer" if number < 4 else "supplier"), f"A-{number}")
        book.add(ActionEnd(action=f"A-{number}", how="done", on=day))
    book.add(action("buyer"), "A-6").add(action("supplier"), "A-7")
    book.add(action("buyer", date(2026, 11, 13)), "A-8")
    return book.add(action("joint", date(2026, 11, 27)), "A-9")


def test_both_firms_are_counted_by_name_and_a_joint_one_with_neither():
    actions = found(nine(), quarter=Q3)
    assert [(one.side, one.state) for one in actions.last] == [
        ("buyer", "done"),
        ("buyer", "done"),
        ("buyer", "on_track"),
        ("buyer", "late"),
        ("supplier", "done"),
        ("supplier", "done"),
        ("supplier", "moved"),
        ("supplier", "late"),
        ("joint", "on_track"),
    ]
    assert actions_headline(actions, FIRMS) == (
        "Four of nine actions are done, two by each firm; two are late, and A-1 has moved three"
        " times"
    )
    # Done on 26 and 29 September, on 2 and 5 October; have passed and are open.
    assert "Tarn Pumps met two of three and Harrow Castings met none of four" in " ".join(
        actions_explained(actions, FIRMS)
    )


def test_a_headline_leaves_out_what_does_not_hold():
    book = (
        BookByHand()
        .add(action("joint", date(2026, 11, 1)), "A-1")
        .add(action("buyer"), "A-2")
    )
    assert (
        actions_headline(found(book), FIRMS) == "None of two actions is done; one is late"
    )
    book.add(ActionEnd(action="A-2", how="done", on=date(2026, 10, 1)))
    assert actions_headline(found(book), FIRMS) == (
        "One of two actions is done, by Tarn Pumps; none is late"
    )


def test_page_one_names_a_firms_late_actions():
    actions = found(nine(), quarter=Q3)
    assert late_said(actions, "buyer") == (
        "One action is late.",
        "Send the certificate (A-6, 13 days).",
    )
    assert late_said(found(BookByHand()), "buyer") is None


# One reading of the dates


def undone(book: BookByHand) -> BookByHand:
    """The last revision of A-1 taken back: the one before it is stated again."""
    return book.add(book.revisions[-2].stated, "A-1")


def test_a_wrong_date_that_was_undone_is_not_the_first():
    book = (
        BookByHand().add(action(due=None), "A-1").add(action(due=date(2026, 8, 1)), "A-1")
    )
    one = only(undone(book))
    assert (one.first_due, one.times_moved, one.holes) == (None, 0, ("date",))
    book.add(action(due=date(2026, 11, 1)), "A-1")
    assert (only(book).first_due, only(book).times_moved) == (date(2026, 11, 1), 0)


def test_an_undone_move_is_no_move():
    book = BookByHand().add(action(), "A-1").add(action(due=date(2026, 12, 1)), "A-1")
    one = only(undone(book))
    assert (one.first_due, one.due, one.times_moved) == (
        date(2026, 9, 30),
        date(2026, 9, 30),
        0,
    )


def test_nobody_takes_a_promise_back_on_a_later_day():
    book = (
        BookByHand().add(action(due=None), "A-1").add(action(due=date(2026, 8, 1)), "A-1")
    )
    undone(book)
    book.revisions[-1] = replace(
        book.revisions[-1], entered_at=datetime(2026, 10, 2, tzinfo=UTC)
    )
    assert only(book).first_due == date(2026, 8, 1)


def test_a_date_that_was_withdrawn_is_none():
    book = moved(BookByHand().add(action(), "A-1"), date(2026, 12, 1))
    book.revisions[-1] = replace(book.revisions[-1], is_withdrawn=True)
    assert (only(book).due, only(book).times_moved) == (date(2026, 9, 30), 0)


def test_the_page_the_ratings_and_the_form_read_the_same_first_date():
    """Entered without a day, dated, undone, dated anew: every road says the last one."""
    book = (
        BookByHand().add(action(due=None), "A-1").add(action(due=date(2026, 8, 1)), "A-1")
    )
    undone(book).add(action(due=date(2026, 9, 1)), "A-1")
    moved(book, date(2026, 12, 1))
    (asked,) = _actions(book.book(), SUPPLIER)
    assert (asked.first_on, asked.due_on) == ("2026-09-01", "2026-12-01")
    ended(book, date(2026, 9, 1))
    assert only(book).first_due == date(2026, 9, 1)
    found = evidence_of(book.book(), SUPPLIER, Q3, AS_OF)
    assert found.first_dates["supplier"] == Of(1, 1)


@pytest.mark.parametrize(
    ("as_of", "due"),
    [(date(2026, 9, 29), 0), (date(2026, 9, 30), 0), (date(2026, 10, 1), 1)],
)
def test_a_first_date_has_passed_when_its_day_is_over(as_of, due):
    book = BookByHand().add(action(), "A-1")
    assert found(book, as_of).first_dates("supplier") == Kept(0, due)
    asked = evidence_of(book.book(), SUPPLIER, Q3, as_of)
    assert asked.first_dates["supplier"] == Of(0, due)


def test_what_was_dropped_before_its_day_broke_no_promise():
    book = BookByHand().add(action(), "A-1")
    ended(book, date(2026, 9, 29), how="dropped")
    assert found(book).first_dates("supplier") == Kept(0, 0)
    assert actions_headline(found(book), FIRMS).endswith("; one was dropped")
    late = BookByHand().add(action(), "A-1")
    ended(late, date(2026, 10, 1), how="dropped")
    assert found(late).first_dates("supplier") == Kept(0, 1)


def test_a_day_that_stands_is_not_asked_for():
    words = "The furnace is relined first."
    book = moved(BookByHand().add(action(), "A-1"), date(2026, 11, 30), words)
    asked = {"action": "A-1", "answer": "move", "on": AS_OF, "words_said": words}
    book.add(ActionAnswer(due_on=date(2026, 11, 30), **asked), "AA-1")
    said = answer_said(only(book), FIRMS)
    assert said == (f"{FIRMS.begin('buyer')} asked for the day that stands", "")
    book.add(ActionAnswer(due_on=date(2026, 12, 15), **asked), "AA-1")
    said = answer_said(only(book), FIRMS)
    assert said == (f"{FIRMS.begin('buyer')} asks to move it to 15 December 2026", words)


# What moved since


def span(met: int, of: int, *, enough: bool = True) -> _Span:
    rows = [CountedRow(f"R-{n}", AGREED, int(n < met), 1, f"row {n}") for n in range(of)]
    return _Span(rows, frozenset({None}), Fraction(100 * met, of), f"{met}/{of}", enough)


@pytest.mark.parametrize(
    ("before", "since", "word"),
    [
        # 45 of 50 against 48 of 50: p = 0.44 by Fisher's exact test; 30 of 50: p below 0.0001.
        (span(45, 50), span(48, 50), COULD_BE_CHANCE),
        (span(30, 50), span(48, 50), "better"),
        (span(48, 50), span(30, 50), "worse"),
        (span(3, 4), span(4, 4), COULD_BE_CHANCE),
        (span(45, 50), span(1, 2, enough=False), TOO_EARLY),
    ],
)
def test_better_is_said_only_beyond_chance(before, since, word):
    definition = next(one for one in rich().definitions if one.metric_id == "D1")
    assert _word(definition, before, since, is_known=True) == word


def test_of_what_is_hardly_known_nothing_is_said():
    definition = next(one for one in rich().definitions if one.metric_id == "D1")
    assert _word(definition, span(30, 50), span(48, 50), is_known=False) == TOO_EARLY


@pytest.mark.parametrize(
    ("done_on", "since"),
    [
        (date(2026, 6, 20), "2026Q3"),
        (date(2026, 7, 28), "2026Q3 since 29 July"),
    ],
)
def test_both_periods_are_named(sample, done_on, since):
    definition = next(
        one for one in definitions_of(sample.con, "S-1001") if one.metric_id == "D1"
    )
    moved_it = movement_of(sample, definition, "S-1001", date(2026, 4, 14), done_on, Q3)
    assert periods_said(moved_it) == ("2026Q1", since)
    # As page one says it of two quarters.
    assert COULD_BE_CHANCE == "no significant change"
    whole = movement_of(
        sample, definition, "S-1001", date(2026, 4, 14), date(2026, 6, 20), Q3
    )
    assert whole.since == SupplierQuarter(sample, "S-1001", Q3).reading("D1").text
