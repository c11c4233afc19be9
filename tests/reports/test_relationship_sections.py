"""The sections of ratings, plan and issues: what they say, what they never show, hostile texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from books import AS_OF, SUPPLIER, BookByHand
from facts_fixture import HOSTILE, hostile, rich
from pages import tree, visible
from relationship_book import COLOURS, everything, peopled, rated

from srmlib.facts import Facts
from srmlib.register.kinds.people import Contact, Pair, RoleHeld
from srmlib.register.kinds.voice import FormSent
from srmlib.register.kinds.work import Escalation, Issue, Meeting
from srmlib.relationship.plan import plan_of
from srmlib.relationship.ratings import ratings_of
from srmlib.reports import sections
from srmlib.reports.export import csv_text
from srmlib.reports.page import Section
from srmlib.rules.calendar import Quarter
from srmlib.words.settle import to_settle

Q3 = Quarter.parse("2026Q3")


def with_book(book: BookByHand, facts: Facts | None = None) -> Facts:
    entered = book.book()
    ratings = ratings_of(entered, SUPPLIER, Q3, AS_OF)
    known = SimpleNamespace(ratings=ratings, plan=plan_of(entered, SUPPLIER, Q3, AS_OF))
    return replace(facts or rich(), relationship=known)


def relationship(book: BookByHand) -> Section:
    return sections.relationship(with_book(book))


def all_of(book: BookByHand, facts: Facts | None = None) -> str:
    """Everything the three sections put into a report: HTML and tables."""
    known = with_book(book, facts)
    made = (
        sections.relationship(known),
        sections.plan_and_contacts(known),
        sections.escalations(known),
    )
    tables = [csv_text(table) for one in made for table in one.tables.values()]
    return "".join([*(f"{one.title}{one.headline}{one.body}" for one in made), *tables])


def says(section: Section) -> str:
    return " ".join(visible(tree(section.body)).split())


# --- What is never shown


def planted(colour: int, comment: str) -> BookByHand:
    """Both sides locked; in the register values that nobody may see yet, of every kind."""
    book = rated(peopled(BookByHand()), until="2026Q2").lock("buyer").lock("supplier")
    for element in COLOURS:
        later = {"revealed_on": date(2027, 1, 1), "comment": comment}
        book.rate("buyer", "2026Q3", element, colour, **later)
        book.rate("supplier", "2026Q3", element, colour, is_champion=False, comment=comment)
        book.rate("supplier", "2026Q3", element, 6 - colour, comment=comment)
    return book


def test_a_sealed_page_is_the_same_bytes_whatever_the_values_are():
    pages = {
        all_of(planted(colour, words)) for colour, words in ((1, "PLANTED"), (5, "OTHER"))
    }
    assert len(pages) == 1
    assert "PLANTED" not in pages.pop()


def test_a_sealed_page_has_no_mark_no_order_by_gap_and_names_the_fingerprints():
    section = relationship(planted(1, "x"))
    root = tree(section.body)
    assert not [one for one in root.iter("span") if "at " in one.get("class", "")]
    names = [one.text for one in root.iter("h3")][: len(COLOURS)]
    assert names == [one.name for one in sections.ratings.ELEMENTS]
    assert "ab" * 32 in section.body and "cd" * 32 in section.body
    assert section.headline.startswith(
        "Both champions have rated; the ratings open in the review"
    )


def test_one_locked_side_shows_nothing_and_names_who_is_late():
    book = rated(peopled(BookByHand()), until="2026Q2").lock("supplier")
    section = relationship(book)
    facts = with_book(book)
    assert section.headline == (
        f"{facts.supplier.name} has rated; {facts.buyer_name} has not. Nothing is shown until both"
        " are locked"
    )
    assert "not rated yet" in says(section)
    assert 'class="dumbbell"' not in section.body


def test_names_are_shown_with_consent_alone():
    page = all_of(everything())
    for name in ("Ingrid Vasterholm", "Siobhan Quarrie", "Declan Mossbury"):
        assert name in page
    for name in ("Tomasz", "Brzeg", "Nora", "Brisk", "Karim", "Abbary"):
        assert name not in page


@pytest.mark.parametrize(
    "field", ["comment", "function", "issue", "person", "role of a person"]
)
def test_a_hostile_text_is_a_text(field):
    book = BookByHand().person(
        "P-1", "buyer", HOSTILE, HOSTILE, may_be_named=field == "person"
    )
    book.add(RoleHeld(side="buyer", role="champion", tier="executive", person="P-1"))
    book.rate(
        "buyer", "2026Q3", "access", 1, comment=HOSTILE, will_do=HOSTILE, rater=HOSTILE
    )
    book.rate("supplier", "2026Q3", "access", 3, comment=HOSTILE, rater="P-1")
    book.add(Pair(function=HOSTILE, buyer_person="P-1", supplier_person="P-1"), "PP-1")
    book.add(Contact(pair="PP-1", on=AS_OF, how="call"))
    stated = {"what": HOSTILE, "raised_by": "buyer", "raised_on": "2026-09-01"}
    book.add(Issue(level="functional", owner="P-1", **stated), HOSTILE)
    book.add(Escalation(issue=HOSTILE, to_tier="executive", on="2026-09-02"))
    page = all_of(book, hostile())
    html = page.partition("element,quarter")[0]
    assert "<img" not in html and "<script" not in html and "</script" not in html


# --- What is said


def test_the_headline_counts_what_is_in_the_figure():
    section = relationship(everything())
    assert section.headline == (
        "Three elements are two steps apart: start there. Both firms say the same on three of"
        " eleven"
    )
    page = says(section)
    assert (
        "Early involvement in new products started red and stayed red: four quarters"
        in page
    )
    facts = with_book(everything())
    assert f"2 steps , {facts.buyer_name} sees less (was 1)" in page
    assert f"{facts.supplier.name} has not rated . Nothing is filled in." in page
    assert "“We still get drawings for quotation.”" in page


def test_what_a_firm_will_do_stands_on_its_own_line():
    book = BookByHand().rate("buyer", "2026Q3", "access", 1, will_do="Call on Mondays.")
    book.rate("supplier", "2026Q3", "access", 3)
    section = relationship(book)
    body, table = section.body, section.tables["ratings"]
    now = table[(table["element"] == "access") & (table["quarter"] == "2026Q3")]
    said = now[["buyer_will_do", "supplier_will_do"]].to_numpy().tolist()
    assert said == [["Call on Mondays.", None]]
    assert table["buyer_will_do"].count() == 1
    assert '<p class="will">Will do: “Call on Mondays.”</p>' in body
    assert body.count("no comment") == 2


def pairs_of_colours(
    *pairs: tuple[int | None, int | None], history: bool = True
) -> BookByHand:
    book = BookByHand()
    for element, (buyer, supplier) in zip(COLOURS, pairs, strict=False):
        for side, colour in (("buyer", buyer), ("supplier", supplier)):
            if history:
                book.rate(side, "2026Q2", element, 3)
            if colour is not None:
                book.rate(side, "2026Q3", element, colour)
    return book


@pytest.mark.parametrize(
    ("book", "headline"),
    [
        (
            pairs_of_colours((2, 3), (4, 4)),
            "No element is two steps apart; both firms say the same on one of two",
        ),
        (
            pairs_of_colours((1, 3), (4, 4)),
            "One element is two steps apart: start with it. Both firms say the same on one of two",
        ),
        (
            pairs_of_colours((1, 3), (1, 5), (3, 3)),
            "Two elements are two or four steps apart: start there. Both firms say the same on"
            " one of three",
        ),
        (
            pairs_of_colours((3, 3), (4, 4), history=False),
            "First ratings of both firms: they say the same on two of two",
        ),
    ],
)
def test_headlines_of_open_ratings(book, headline):
    assert relationship(book).headline == headline


def test_one_sided_ratings_stand_alone():
    facts = with_book(pairs_of_colours((3, None), (1, None)))
    section = sections.relationship(facts)
    assert section.headline == (
        f"{facts.supplier.name} has not rated; {facts.buyer_name}’ ratings stand alone"
        if facts.buyer_name.endswith("s")
        else f"{facts.supplier.name} has not rated; {facts.buyer_name}’s ratings stand alone"
    )
    # Once: what the drawing's signs mean.
    assert section.body.count("same colour") == 1


def test_in_the_first_quarter_there_is_no_strip_and_no_was():
    page = says(relationship(pairs_of_colours((1, 3), history=False)))
    assert "(first rating)" in page
    assert "Eight quarters are shown from the second rating on." in page


def test_every_figure_says_what_it_shows():
    for section in (
        sections.relationship,
        sections.plan_and_contacts,
        sections.escalations,
    ):
        root = tree(section(with_book(everything())).body)
        figures = [one for one in root.iter() if one.get("role") == "img"]
        assert figures and all(one.get("aria-label") for one in figures)


def test_the_plan_says_who_is_silent_and_what_is_a_hole():
    section = sections.plan_and_contacts(with_book(everything()))
    assert section.headline == (
        "Three of four pairs with a contact on record are in contact; no contact of engineering is"
        " entered for 200 days, and two pairs have nobody on one side"
    )
    page = says(section)
    for words in (
        "holds three of the four roles",
        "nobody since 30 June 2026",
        "nobody since 31 August 2026",
        "executive: no date",
        "seven of nine planned were held; the executive tier has no date",
        "no overlap",
        "for 104 days (30 is the aim)",
    ):
        assert words in page


def test_issues_say_both_clocks():
    section = sections.escalations(with_book(everything()))
    assert section.headline == (
        "One of two closed issues was solved where it arose; one issue is open; one climbed three tiers in 10 days;"
        " one, I-09, is past the days agreed to answer and to close"
    )
    page = says(section)
    assert "answered after 4 days (15 agreed)" in page
    assert "open for 50 days (30 agreed)" in page
    assert "nobody answers for it" in page


def test_page_one_names_what_stays_red_and_what_is_apart():
    first, second, *_ = to_settle(with_book(everything()))
    assert first.strong == "Early involvement in new products started red and stayed red."
    assert first.words == "Four quarters, both firms."
    assert second.strong == "Three elements are two steps apart."
    assert not any("red" in one.strong for one in to_settle(with_book(planted(1, "x"))))


# --- What leaves the page


@pytest.mark.parametrize(
    ("section", "begins"),
    [
        (sections.relationship, "srm reply-form"),
        (sections.plan_and_contacts, "srm register import"),
        (sections.escalations, "srm register add issue"),
    ],
)
def test_a_section_without_entries_leaves_and_says_how_to_begin(section, begins):
    for facts in (rich(), with_book(BookByHand())):
        assert begins in section(facts).absent


def test_a_sent_form_that_nobody_filled_in_says_so():
    book = BookByHand().add(FormSent(quarter="2026Q3", report="v1", sent_on="2026-10-02"))
    section = relationship(book)
    assert section.headline == "Neither firm has rated 2026 Q3 yet"
    assert "form sent 2 October 2026" in says(section)


def test_a_plan_of_meetings_alone_is_shown():
    book = BookByHand().add(Meeting(tier="executive", planned_on="2026-09-01"))
    section = sections.plan_and_contacts(with_book(book))
    assert section.headline.startswith("Executive meetings: the one planned was not held")
