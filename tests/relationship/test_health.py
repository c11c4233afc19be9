"""The yearly health check from its definition: side by side, by year, blind until both answered."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from books import AS_OF, SUPPLIER, BookByHand

from srmlib.encoding import encoded
from srmlib.register.kinds.voice import HealthCheck
from srmlib.relationship.health import QUESTIONS, Health, health_of, hidden_checks
from srmlib.relationship.months import months_after
from srmlib.words.health import due_words, health_headline, sealed_words
from srmlib.words.ratings import Firms

FIRMS = Firms("Tarn", "Harrow")


def check(side: str, on: str, trust: int | None = 3, **more: object) -> HealthCheck:
    stated = {"communication": 4, "satisfaction": 3, "compatibility": 5, "trust": trust}
    return HealthCheck(side=side, on=on, **stated | more)


def health(book: BookByHand, as_of: date = AS_OF) -> Health:
    return health_of(book.book(), SUPPLIER, as_of)


def test_the_words_of_a_firm_open_with_the_year():
    book = BookByHand().add(check("buyer", "2026-03-01", comment="BETWEEN US"))
    assert "BETWEEN US" not in json.dumps(encoded(health(book)))
    book.add(check("supplier", "2026-03-02"))
    (year,) = health(book).opened
    assert year.checks["buyer"].comment == "BETWEEN US"


def test_the_years_stand_side_by_side_and_nothing_is_averaged():
    book = BookByHand()
    for year, buyer, supplier in ((2024, 2, 5), (2025, 3, 4)):
        book.add(check("buyer", f"{year}-12-01", buyer))
        book.add(check("supplier", f"{year}-12-03", supplier))
    trust = [
        [one.checks[side].answers["trust"] for side in ("buyer", "supplier")]
        for one in health(book).opened
    ]
    assert trust == [[2, 5], [3, 4]]
    assert "3.5" not in json.dumps(encoded(health(book)))


def test_of_several_checks_in_a_year_the_last_stands_and_only_four_years_are_shown():
    book = BookByHand()
    for year in range(2020, 2026):
        book.add(check("buyer", f"{year}-06-01", 1)).add(check("buyer", f"{year}-12-01", 5))
    found = health(book)
    assert [one.year for one in found.years] == [2022, 2023, 2024, 2025]
    assert found.years[-1].checks["buyer"].answers["trust"] == 5


@pytest.mark.parametrize(("side", "other"), [("buyer", "supplier"), ("supplier", "buyer")])
def test_what_one_firm_said_alone_is_in_no_block(side, other):
    book = BookByHand().add(check(side, "2026-03-01", 1, asked=7, answered=6))
    found = health(book)
    block = encoded(found)["years"][0]
    assert block == {
        "year": 2026,
        "is_open": False,
        side: {"on": "2026-03-01"},
        other: None,
    }
    assert found.opened == ()
    assert FIRMS.of(other) in sealed_words(found.years[0], FIRMS)
    answered, waits = FIRMS.of(side), FIRMS.of(other)
    expected = f"Health check 2026: {answered} has answered; no check of {waits}"
    expected += " of that year is on record"
    assert health_headline(found, FIRMS) == expected


@pytest.mark.parametrize(("side", "other"), [("buyer", "supplier"), ("supplier", "buyer")])
def test_a_check_without_an_answer_opens_nothing(side, other):
    book = BookByHand().add(check(side, "2026-03-01", 1), "HC-1")
    empty = HealthCheck(side=other, on="2026-03-02", asked=7, comment="BETWEEN US")
    book.add(empty, "HC-2")
    found = health(book)
    assert found.opened == () and found.due_on[other] is None
    assert hidden_checks(book.book(), SUPPLIER, AS_OF) == {"HC-1", "HC-2"}
    book.add(check(other, "2026-03-03"), "HC-3")
    assert health(book).years[0].is_open
    assert hidden_checks(book.book(), SUPPLIER, AS_OF) == {"HC-2"}


def test_the_next_is_due_a_year_after_each_firms_last():
    book = (
        BookByHand().add(check("buyer", "2025-10-01")).add(check("supplier", "2025-12-11"))
    )
    found = health(book)
    assert (found.is_due("buyer"), found.is_due("supplier")) == (True, False)
    assert due_words(found, "buyer") == "due since 1 October 2026"
    assert due_words(found, "supplier") == "next due 11 December 2026"


def test_a_firm_that_was_never_asked_is_a_hole_and_not_due():
    found = health(BookByHand().add(check("buyer", "2025-12-09")))
    assert not found.is_due("supplier") and due_words(found, "supplier") == ""
    assert not health(BookByHand())


def test_what_is_entered_of_a_later_day_or_another_supplier_is_not_known():
    tomorrow = (AS_OF + timedelta(days=1)).isoformat()
    book = BookByHand().add(check("buyer", tomorrow))
    book.add(check("buyer", "2025-12-01"), supplier="S-2")
    assert not health(book)


@pytest.mark.parametrize(
    ("buyer", "supplier", "said"),
    [
        (2, 4, "two steps apart on trust"),
        (3, 4, "say the same on three of four questions"),
        (None, 4, "say the same on three of three questions"),
    ],
)
def test_the_headline_says_where_both_are_apart(buyer, supplier, said):
    book = BookByHand().add(check("buyer", "2025-12-01", buyer))
    book.add(check("supplier", "2025-12-03", supplier))
    assert (
        health_headline(health(book), FIRMS)
        == f"Health check 2025: the firms {_are(said)}{said}"
    )


def _are(said: str) -> str:
    return "are " if said.startswith("two") else ""


def test_each_question_is_a_field_of_the_register():
    assert set(QUESTIONS) <= set(HealthCheck.model_fields)


def test_months_end_with_the_month():
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_two_checks_without_a_question_in_common_say_the_same_on_none():
    none = dict.fromkeys(QUESTIONS)
    book = BookByHand().add(
        HealthCheck(side="buyer", on="2026-03-01", **none | {"trust": 4})
    )
    book.add(HealthCheck(side="supplier", on="2026-03-02", **none | {"satisfaction": 2}))
    assert health_headline(health(book), FIRMS) == (
        "Health check 2026: the firms have no question that both answered"
    )


def test_a_check_of_another_year_is_on_record_all_the_same():
    book = BookByHand().add(check("supplier", "2025-03-01"))
    book.add(check("buyer", "2026-03-01"))
    assert health_headline(health(book), FIRMS) == (
        "Health check 2026: Tarn has answered; no check of Harrow of that year is on record"
    )
