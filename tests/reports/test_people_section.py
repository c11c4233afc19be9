"""The sections of the health check and of people: what they say, what they never show, hostile texts,
and that each leaves the page where nothing was entered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from books import AS_OF, SUPPLIER, BookByHand
from facts_fixture import HOSTILE, hostile, rich
from pages import tree, visible
from relationship_book import everything

from srmlib.facts import Facts
from srmlib.register.kinds.people import Pair, RoleHeld
from srmlib.register.kinds.voice import HealthCheck
from srmlib.register.kinds.work import Cadence, Meeting
from srmlib.relationship.health import health_of
from srmlib.relationship.network import network_of
from srmlib.relationship.plan import plan_of
from srmlib.reports import sections
from srmlib.reports.export import csv_text
from srmlib.reports.page import Section
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")


def with_book(book: BookByHand, facts: Facts | None = None) -> Facts:
    entered = book.book()
    plan = plan_of(entered, SUPPLIER, Q3, AS_OF)
    known = SimpleNamespace(
        plan=plan,
        health=health_of(entered, SUPPLIER, AS_OF),
        network=network_of(entered, SUPPLIER, plan),
    )
    return replace(facts or rich(), relationship=known)


def says(section: Section) -> str:
    return " ".join(visible(tree(section.body)).split())


def check(side: str, on: str, trust: int, **more: object) -> HealthCheck:
    return HealthCheck(side=side, on=on, trust=trust, **more)


# --- The health check


def test_both_firms_stand_side_by_side_by_year():
    book = BookByHand()
    for year, buyer, supplier in ((2024, 1, 5), (2025, 2, 4)):
        book.add(check("buyer", f"{year}-12-01", buyer, asked=12, answered=9))
        book.add(check("supplier", f"{year}-12-03", supplier))
    made = sections.health_check(with_book(book))
    assert made.headline.endswith("two steps apart on trust")
    said = says(made)
    assert (
        "2024 2025" in said and "9 of 12 answered" in said and "number not entered" in said
    )
    table = made.tables["health_checks"]
    assert list(table["trust"]) == [1, 5, 2, 4]
    for value in ("3.0", "2.5"):
        assert value not in str(made.body)


@pytest.mark.parametrize("colour", [1, 5])
def test_what_one_firm_said_alone_is_nowhere(colour):
    """The page and its table are the same bytes whatever the other firm has not yet seen."""

    def made_of(value: int) -> str:
        book = BookByHand().add(check("supplier", "2026-03-01", value, asked=9, answered=9))
        made = sections.health_check(with_book(book))
        return f"{made.headline}{made.body}{csv_text(made.tables['health_checks'])}"

    assert made_of(colour) == made_of(3)
    assert "step-" not in made_of(colour) and "opens when" in made_of(colour)


def test_a_check_that_is_due_is_told_in_red_and_one_never_made_is_a_hole():
    book = BookByHand().add(check("buyer", "2025-01-01", 3))
    body = str(sections.health_check(with_book(book)).body)
    assert '<span class="late">due since 1 January 2026</span>' in body
    assert '<span class="hole">not asked yet</span>' in body


@pytest.mark.parametrize("section", [sections.health_check, sections.people])
def test_each_leaves_the_page_where_nothing_was_entered_and_says_how_to_begin(section):
    for facts in (with_book(BookByHand()), replace(rich(), relationship=None)):
        made = section(facts)
        assert "to begin" in made.absent and "srm register" in made.absent and not made.body


# --- People


def test_a_side_without_anybody_of_a_function_is_a_hole():
    book = BookByHand().person(
        "P-1", "buyer", "Ann", "buyer", function="sales", site="Brno"
    )
    book.add(RoleHeld(side="buyer", role="commercial", person="P-1", deputy="P-1"))
    made = sections.people(with_book(book))
    assert '<span class="hole">nobody named</span>' in str(made.body)
    assert "Brno" in says(made) and "All filled roles, with a deputy 1 of 1" in says(made)
    assert 'class="late"' not in str(made.body)


def test_no_name_without_consent_nor_of_another_supplier_nor_of_who_left():
    book = BookByHand().person("P-1", "buyer", "Ann Nowak", "head", function="f")
    gone = {"left_on": AS_OF - timedelta(days=1), "may_be_named": True}
    book.person("P-2", "supplier", "Cy Moor", "planner", function="gone", **gone)
    for person, side in (("P-1", "buyer"), ("P-2", "supplier")):
        book.add(RoleHeld(side=side, role="quality", person=person))
    book.add(Pair(function="secret", buyer_person="P-1"), supplier="S-2")
    said = says(sections.people(with_book(book)))
    assert "head" in said
    for word in ("Ann Nowak", "Cy Moor", "gone", "secret"):
        assert word not in said.lower() and word not in said


def test_the_coming_months_have_dates_and_holes():
    book = BookByHand().add(Cadence(tier="executive", every_months=6))
    book.add(Meeting(tier="executive", planned_on=date(2026, 12, 8)))
    body = str(sections.people(with_book(book)).body)
    assert "8 Dec" in body and body.count('<span class="hole">no date</span>') == 1
    assert body.count("no date and no cadence") == 2


def test_with_everything_both_sections_say_their_headline():
    made = sections.people(with_book(everything()))
    assert "have people on both sides" in made.headline or "has people" in made.headline


# --- Hostile texts


def test_no_text_of_the_register_is_code():
    book = BookByHand()
    for person, side in (("P-1", "buyer"), ("P-2", "supplier")):
        words = {"function": HOSTILE, "site": HOSTILE, "may_be_named": True}
        book.person(person, side, HOSTILE, HOSTILE, **words)
        book.add(RoleHeld(side=side, role="quality", person=person))
        book.add(check(side, "2025-12-01", 3))
    book.add(Cadence(tier="executive", every_months=6, about=HOSTILE))
    facts = with_book(book, hostile())
    for section in (sections.people, sections.health_check):
        body = str(section(facts).body)
        assert HOSTILE not in body and "<img" not in body and "<script" not in body
    assert "&lt;" in str(sections.people(facts).body)
