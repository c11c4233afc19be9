"""Asks and boards from their definition: states, years, directions, what a board tells whom."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from ahead_book import ask, asked, boarded
from books import AS_OF, SUPPLIER, BookByHand

from srmlib.encoding import encoded
from srmlib.register.kinds.ahead import Ask, AskEvent
from srmlib.relationship.asks import Asks, asks_of
from srmlib.relationship.boards import board_of, boards_of
from srmlib.relationship.used import used_tables


def read(book: BookByHand, as_of: date = AS_OF) -> Asks:
    return asks_of(book.book(), SUPPLIER, as_of)


def only(*events, on: str = "2025-10-14"):
    (found,) = read(ask(BookByHand(), "Q-1", "buyer", on, *events)).all
    return found.became


@pytest.mark.parametrize(
    ("state", "called", "steps"),
    [("accepted", "accepted", 2), ("started", "in_progress", 3), ("done", "done", 4)],
)
def test_the_last_event_says_where_an_ask_stands(state, called, steps):
    found = only((state, "2026-01-13", None, None))
    assert (found.state, found.steps) == (called, steps)


def test_without_an_event_it_is_open():
    assert (only().state, only().steps) == ("open", 1)


def test_a_refusal_with_a_reason_is_an_answer():
    found = only(("refused", "2026-01-13", "No budget.", None))
    assert (found.state, found.reason, found.steps) == ("refused", "No budget.", 1)


def test_a_refusal_without_a_reason_is_open():
    found = only(("refused", "2026-01-13", None, "the evidence is no reason"))
    assert (found.state, found.reason, found.is_refused_without_reason) == (
        "open",
        None,
        True,
    )


def test_an_ask_that_was_done_may_be_taken_up_again():
    events = (("done", "2026-01-13", None, None), ("started", "2026-05-01", None, None))
    assert only(*events).state == "in_progress"


def test_of_two_events_of_one_day_the_one_entered_last_counts():
    events = (("accepted", "2026-01-13", None, None), ("done", "2026-01-13", None, "seen"))
    assert only(*events).state == "done"


def test_of_one_day_an_event_that_was_corrected_was_entered_last():
    book = BookByHand().add(Ask(from_side="buyer", what="a", asked_on="2026-01-01"), "Q-1")
    for id, state in (("QE-1", "accepted"), ("QE-2", "started"), ("QE-1", "done")):
        book.add(AskEvent(ask="Q-1", state=state, on="2026-09-01", evidence="seen"), id)
    (found,) = read(book).all
    assert found.became.state == "done"


def test_an_event_after_the_day_is_not_known():
    tomorrow = (AS_OF + timedelta(days=1)).isoformat()
    assert only(("done", tomorrow, None, None)).state == "open"
    assert not read(ask(BookByHand(), "Q-1", "buyer", tomorrow))


def test_last_year_s_come_first_and_those_of_this_year_apart():
    found = read(asked(BookByHand()))
    assert (found.last_year, len(found.last), len(found.new)) == (2025, 9, 2)
    by_year = {(one.year, one.from_side): one.counts for one in found.years}
    assert by_year[2025, "buyer"] == {
        "open": 0,
        "accepted": 0,
        "in_progress": 0,
        "done": 4,
        "refused": 1,
    }
    assert [(one.year, one.from_side) for one in found.years][:2] == [
        (2026, "supplier"),
        (2026, "buyer"),
    ]


def test_a_year_without_asks_is_passed_over_and_what_is_open_longer_is_kept():
    book = ask(BookByHand(), "Q-1", "buyer", "2022-10-01")
    ask(book, "Q-2", "buyer", "2024-10-01")
    found = read(book)
    assert (found.last_year, [one.id for one in found.waiting_longer]) == (2024, ["Q-1"])


def test_nothing_of_another_supplier_is_there():
    book = asked(BookByHand())
    ask_of_other = Ask(from_side="buyer", what="SECRET", asked_on="2025-10-14")
    book.add(ask_of_other, "Q-99", supplier="S-2")
    stated = {"state": "done", "on": "2026-01-01", "evidence": "SECRET"}
    book.add(AskEvent(ask="Q-3", **stated), supplier="S-2")
    found = read(book)
    assert "SECRET" not in json.dumps(found.to_json())
    assert [one.became.state for one in found.all if one.id == "Q-3"] == ["open"]


# --- Boards


def test_a_large_board_tells_all_asks_without_a_name():
    (board,) = boards_of(boarded(BookByHand()).book(), SUPPLIER, AS_OF)
    assert (board.firms, board.is_others_left_out) == (6, False)
    assert [(one.what, one.is_own) for one in board.asks] == [
        ("one portal for all", True),
        ("forecasts of a year", False),
    ]
    assert board.asks[0].became.evidence == "one address since September"
    said = json.dumps(encoded(board))
    assert "SECRET" not in said and "Your portals" not in said and "S-2" not in said


@pytest.mark.parametrize("firms", [None, 4])
def test_a_small_board_tells_a_firm_its_own_alone(firms):
    (board,) = boards_of(boarded(BookByHand(), firms).book(), SUPPLIER, AS_OF)
    assert (board.firms, board.is_others_left_out) == (None, True)
    assert [one.what for one in board.asks] == ["one portal for all"]


def test_nothing_of_a_board_is_copied_but_what_the_section_tells():
    tables = used_tables(boarded(asked(BookByHand())).book(), SUPPLIER, AS_OF)
    assert "register_ask" in tables
    assert not [name for name in tables if "board" in name]


def test_who_was_not_there_reads_nothing_and_who_holds_it_reads_all():
    book = boarded(BookByHand()).book()
    assert boards_of(book, "S-3", AS_OF) == ()
    assert boards_of(book, SUPPLIER, date(2026, 5, 1)) == ()
    board = board_of(book, "B-1", AS_OF)
    assert board is not None and len(board.asks) == 2
    assert board_of(book, "B-9", AS_OF) is None
