"""People by function and site, the coming twelve months and who covers whom, from their definitions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from books import AS_OF, SUPPLIER, BookByHand

from srmlib.encoding import encoded
from srmlib.register.kinds.people import Handover, Onboarding, Pair, RoleHeld
from srmlib.register.kinds.work import Cadence, Meeting
from srmlib.relationship.continuity import Cover, continuity_of
from srmlib.relationship.network import Network, network_of
from srmlib.relationship.plan import plan_of
from srmlib.rules.calendar import Quarter
from srmlib.words.health import (
    alone_words,
    introduced_words,
    network_headline,
    overlapped_words,
)
from srmlib.words.ratings import Firms

Q3 = Quarter.parse("2026Q3")
FIRMS = Firms("Tarn", "Harrow")


def network(book: BookByHand) -> Network:
    known = book.book()
    return network_of(known, SUPPLIER, plan_of(known, SUPPLIER, Q3, AS_OF))


def covers(book: BookByHand) -> tuple[Cover, ...]:
    return continuity_of(plan_of(book.book(), SUPPLIER, Q3, AS_OF))


def somebody(
    book: BookByHand, record: str, side: str, function: str | None, **more: object
):
    return book.person(
        record, side, f"Name {record}", f"role {record}", function=function, **more
    )


# --- People


def grid(found: Network) -> dict[str, dict[str, dict[str, list[str]]]]:
    return encoded(found)["functions"] and {
        one["name"]: one["people"] for one in encoded(found)["functions"]
    }


def test_people_stand_by_function_and_site_and_a_side_without_one_is_a_hole():
    book = somebody(BookByHand(), "P-1", "buyer", "Quality", site="Brno", may_be_named=True)
    somebody(book, "P-2", "supplier", "quality", site="North")
    somebody(book, "P-3", "supplier", "logistics")
    for person, side in (("P-1", "buyer"), ("P-2", "supplier"), ("P-3", "supplier")):
        book.add(RoleHeld(side=side, role="quality", person=person))
    assert grid(network(book)) == {
        "logistics": {"buyer": {}, "supplier": {"site not stated": ["role P-3"]}},
        "Quality": {"buyer": {"Brno": ["Name P-1"]}, "supplier": {"North": ["role P-2"]}},
    }
    assert network_headline(network(book), FIRMS) == (
        "One of two functions has people on both sides; one function has nobody at Tarn"
    )


def test_people_of_whom_no_function_is_entered_are_of_no_function():
    book = somebody(BookByHand(), "P-1", "buyer", None)
    somebody(book, "P-2", "supplier", None)
    for person, side in (("P-1", "buyer"), ("P-2", "supplier")):
        book.add(RoleHeld(side=side, role="quality", person=person))
    assert network_headline(network(book), FIRMS) == "Nobody’s function is entered"
    somebody(book, "P-3", "buyer", "logistics").add(
        RoleHeld(side="buyer", role="logistics", person="P-3")
    )
    said = "The one function entered has nobody at Harrow"
    assert network_headline(network(book), FIRMS) == said


def test_who_is_named_in_a_pair_stands_in_the_function_of_the_pair():
    book = somebody(BookByHand(), "P-1", "buyer", "supply", site="Brno")
    somebody(book, "P-2", "supplier", "sales", site="North")
    book.add(Pair(function="purchasing", buyer_person="P-1", supplier_person="P-2"))
    assert grid(network(book)) == {
        "purchasing": {"buyer": {"Brno": ["role P-1"]}, "supplier": {"North": ["role P-2"]}}
    }


def test_who_left_is_gone_and_the_buyers_others_are_not_told():
    book = somebody(BookByHand(), "P-1", "buyer", "quality")
    somebody(book, "P-2", "buyer", "finance")
    left = AS_OF - timedelta(days=1)
    somebody(book, "P-3", "supplier", "secret", left_on=left)
    book.add(RoleHeld(side="supplier", role="quality", person="P-3"))
    book.add(Pair(function="quality", buyer_person="P-1"))
    book.add(Pair(function="finance", buyer_person="P-2"), supplier="S-2")
    assert [one.name for one in network(book).functions] == ["quality"]
    assert "secret" not in json.dumps(encoded(network(book)))


def test_an_empty_register_has_no_network():
    assert not network(BookByHand())
    assert all(one.is_hole for one in network(BookByHand()).coming)


# --- Dates


def coming(book: BookByHand, tier: str):
    return next(one for one in network(book).coming if one.tier == tier)


def test_months_in_which_the_cadence_asks_for_a_meeting_without_a_day_are_holes():
    book = BookByHand().add(Cadence(tier="operational", every_months=3))
    book.add(Meeting(tier="operational", planned_on="2026-09-08", held_on="2026-09-09"))
    book.add(Meeting(tier="operational", planned_on="2026-12-08"))
    found = coming(book, "operational")
    assert found.planned == (date(2026, 12, 8),)
    assert found.missing == (date(2027, 3, 8), date(2027, 6, 8), date(2027, 9, 8))


def test_a_gap_between_two_planned_days_is_a_hole_too():
    book = BookByHand().add(Cadence(tier="functional", every_months=1))
    book.add(Meeting(tier="functional", planned_on="2026-10-13", held_on="2026-10-13"))
    book.add(Meeting(tier="functional", planned_on="2026-11-10"))
    book.add(Meeting(tier="functional", planned_on="2027-01-12"))
    missing = coming(book, "functional").missing
    assert missing[0] == date(2026, 12, 10)
    assert [day.month for day in missing] == [12, 2, 3, 4, 5, 6, 7, 8, 9]


def test_what_was_due_before_today_is_asked_for_now():
    book = BookByHand().add(Cadence(tier="executive", every_months=6))
    book.add(Meeting(tier="executive", planned_on="2025-09-01", held_on="2025-09-01"))
    assert coming(book, "executive").missing == (AS_OF, date(2027, 3, 1), date(2027, 9, 1))


def test_without_a_cadence_days_alone_stand_and_without_both_there_is_a_hole():
    book = BookByHand().add(Meeting(tier="executive", planned_on="2027-03-10"))
    found = coming(book, "executive")
    assert (found.planned, found.missing) == ((date(2027, 3, 10),), ())
    assert coming(book, "functional").is_hole


def test_the_months_are_the_coming_twelve():
    months = network(BookByHand()).months
    assert (months[0], months[-1], len(months)) == (date(2026, 10, 1), date(2027, 9, 1), 12)


# --- Who covers whom


def test_deputies_overlaps_and_introductions_are_counted_by_firm():
    book = BookByHand()
    for person, side in (("P-1", "buyer"), ("P-2", "buyer"), ("P-3", "supplier")):
        somebody(book, person, side, "quality")
    book.add(RoleHeld(side="buyer", role="quality", person="P-1", deputy="P-2"), "R-1")
    book.add(RoleHeld(side="buyer", role="logistics", person="P-2"), "R-2")
    for days in (9, 10, 11, None):
        book.add(Handover(role="R-1", to_person="P-1", on="2026-09-01", overlap_days=days))
    for joined, completed in (
        ("2026-08-01", "2026-08-31"),
        ("2026-08-01", "2026-09-02"),
        ("2026-08-01", None),
        ("2026-10-01", None),
    ):
        book.add(Onboarding(person="P-2", joined_on=joined, completed_on=completed))
    buyer, supplier = covers(book)
    assert (len(buyer.covered), len(buyer.roles)) == (1, 2)
    # Ten days are not over ten, and what nobody entered is not none.
    assert (len(buyer.overlapped), len(buyer.handovers)) == (1, 4)
    assert overlapped_words(buyer) == "1 of 3, one not entered"
    assert overlapped_words(replace(buyer, handovers=buyer.of_unknown_overlap)) == (
        "One not entered"
    )
    assert overlapped_words(supplier) == ""
    assert introduced_words(buyer) == "1 of 4, one with time left"
    assert alone_words(buyer) == "logistics"
    assert introduced_words(supplier) == "" and supplier.roles == ()
