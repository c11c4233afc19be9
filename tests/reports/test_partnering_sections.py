"""The sections of level and partnering: what they say, what they never show, hostile texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import pytest
from books import BookByHand
from facts_fixture import HOSTILE, rich
from pages import tree, visible
from partner_world import KEY, known
from relationship_book import everything, peopled, rated
from small_world import small_world

from srmlib.facts import Facts
from srmlib.partnering import Check, Checks, Level, Partnering, partnering_of
from srmlib.partnering.checks import Answer
from srmlib.partnering.dimensions import DIMENSIONS, Shown
from srmlib.partnering.level import OfDimension
from srmlib.register.kinds.agreed import Award, Rule
from srmlib.register.kinds.work import Issue
from srmlib.relationship.persons import SIDES
from srmlib.reports import sections
from srmlib.reports.export import csv_text
from srmlib.words.partnering import level_headline, partnering_headline, standing_said
from srmlib.words.points import relationship_line
from srmlib.words.ratings import Firms

FIRMS = Firms("Tarn", "Harrow")


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    with small_world(tmp_path_factory.mktemp("key"), **KEY) as snapshot:
        yield snapshot


def with_book(key, book: BookByHand) -> Facts:
    return replace(rich(), partnering=partnering_of(known(key, book)))


def all_of(facts: Facts) -> str:
    made = (sections.level(facts), sections.partnering(facts))
    tables = [csv_text(table) for one in made for table in one.tables.values()]
    return "".join([*(f"{one.title}{one.headline}{one.body}" for one in made), *tables])


def says(html: object) -> str:
    return " ".join(visible(tree(html)).split())


def test_without_entries_both_leave_the_page_and_say_how_to_begin(key):
    for facts in (rich(), with_book(key, BookByHand())):
        for section in (sections.level(facts), sections.partnering(facts)):
            assert section.absent.count("to begin") == 1 and not section.body


def test_every_question_has_an_outcome_and_a_fact_for_both_firms(key):
    section = sections.partnering(with_book(key, everything()))
    root = tree(section.body)
    rows = [one for one in root.iter("tr") if one.find("td") is not None]
    assert len(rows) == 6 + 9 + 5
    for row in rows:
        chips = [one for one in row.iter("span") if "chip" in one.get("class", "")]
        facts = [one for one in row.iter("td") if one.get("class") == "why"]
        assert len(chips) == len(facts) == 2
        assert all(visible(one).strip() for one in (*chips, *facts))
    assert len(section.tables["partnering"]) == 40


def test_what_cannot_be_told_says_where_to_look(key):
    section = sections.partnering(with_book(key, everything()))
    assert "can say which records would let a question be answered" in says(section.body)
    assert "srm " not in says(section.body)


def test_the_level_shows_every_cell_in_words_too(key):
    section = sections.level(with_book(key, everything()))
    root = tree(section.body)
    cells = [one for one in root.iter("td") if "cell" in one.get("class", "").split()]
    assert len(cells) == 8 * 4
    for cell in cells:
        words = "".join(cell.itertext())
        assert any(
            said in words for said in (", shown: ", ", not shown: ", ", no record: ")
        )


def test_sealed_ratings_leave_no_trace(key):
    def page(colour: int) -> str:
        book = rated(peopled(BookByHand()), until="2026Q2").lock("buyer").lock("supplier")
        for element in ("measure_fair", "open_info", "commit_kept", "both_earn"):
            book.rate("supplier", "2026Q3", element, colour, comment="PLANTED")
        return all_of(with_book(key, book))

    assert page(1) == page(5)
    assert "PLANTED" not in page(1)


def test_hostile_texts_are_texts(key):
    book = BookByHand()
    book.add(Rule(about="inspection", what=HOSTILE, part=HOSTILE, share=100))
    book.add(
        Award(what=HOSTILE, decided_on="2026-01-01", outcome="kept", by_total_cost=True)
    )
    stated = {"raised_on": "2026-08-01", "level": "functional"}
    book.add(Issue(what=HOSTILE, raised_by="buyer", **stated))
    facts = with_book(key, book)
    firms = {"buyer": HOSTILE, "supplier": HOSTILE}
    facts = replace(facts, partnering=partnering_of(known(key, book, firms=firms)))
    for section in (sections.level(facts), sections.partnering(facts)):
        root = tree(section.body)
        assert not list(root.iter("script")) and not list(root.iter("img"))
        assert HOSTILE not in section.body


def test_a_person_is_not_named_without_consent(key):
    assert "Brzeg" not in all_of(with_book(key, everything()))


# --- Headlines


def outcomes(found: str, clear: str, *firms: str) -> Checks:
    """Checks of two firms, by a letter each: f, c or ?."""
    words = {"f": found, "c": clear, "?": "cannot_tell"}
    answers = [
        [Answer(side, words[one], "", ()) for side, one in zip(SIDES, both, strict=True)]
        for both in zip(*firms, strict=True)
    ]
    return Checks([Check("sign", n, "", "", *both) for n, both in enumerate(answers, 1)])


@pytest.mark.parametrize(
    "signs,principles,expected",
    [
        (
            ("ffffff", "fccc??"),
            ("ffccccccc", "ccccccccc"),
            "Signs of weak partnering: six of six at Tarn; one of the four that can be told at"
            " Harrow (two cannot). Principles in place: two of nine at Tarn; none of nine at Harrow",
        ),
        (
            ("??????", "cccccc"),
            ("?????????", "ffffffff?"),
            "Signs of weak partnering: none that can be told at Tarn; none of six at Harrow."
            " Principles in place: none that can be told at Tarn; eight of the eight that can be"
            " told at Harrow (one cannot)",
        ),
    ],
)
def test_the_headline_counts_of_each_firm_what_can_be_told(signs, principles, expected):
    found = SimpleNamespace(
        signs=outcomes("found", "not_found", *signs),
        principles=outcomes("in_place", "not_yet", *principles),
    )
    assert partnering_headline(found, FIRMS) == expected


def level(name: str, shown: int, upper: str | None, wanting: int) -> SimpleNamespace:
    return SimpleNamespace(
        name=name, place=1, next=upper, wanting=wanting, count=lambda place: shown
    )


def test_the_headline_of_the_level():
    found = level("preferred", 8, "strong preferred", 2)
    assert level_headline(found) == (
        "Preferred: eight of eight dimensions are shown. Two more would make it strong preferred"
    )
    assert level_headline(level("strategic", 6, None, 0)) == (
        "Strategic: six of eight dimensions are shown"
    )


def test_where_all_relationships_stand():
    assert standing_said(["transactional"] * 7 + ["preferred"]) == (
        "One of eight relationships is beyond transactional; about 30% of large ones are, in"
        " “Customer and supplier as partners”, a case of two firms"
    )


def test_page_one_has_a_line_on_the_relationship_where_anything_was_entered(key):
    line = relationship_line(with_book(key, everything()))
    assert line.startswith("Relationship: transactional; ")
    assert " would make it preferred, " in line and "Signs of weak partnering: " in line
    assert line in says(sections.summary(with_book(key, everything())).body)
    for bare in (rich(), with_book(key, BookByHand())):
        assert relationship_line(bare) == ""
        assert "Relationship:" not in says(sections.summary(bare).body)


def partnered(place: int, *dimensions: str, signs: Sequence[tuple[str, str]] = ()) -> Facts:
    """At a level, of whose next these dimensions are not shown; with the outcomes of signs."""
    cells = [(True,) * (place + 1 + (one.id not in dimensions)) for one in DIMENSIONS]
    shown = [Shown((*row, False, False, False)[:4], "") for row in cells]
    level = Level(tuple(map(OfDimension, DIMENSIONS, shown)))
    answers = [
        [Answer(side, one, "", ()) for side, one in zip(SIDES, both, strict=True)]
        for both in signs
    ]
    checks = Checks([Check("sign", n, "", "", *both) for n, both in enumerate(answers, 1)])
    return replace(
        rich(), partnering=Partnering(checks, Checks([]), Checks([]), level, True)
    )


def test_the_line_says_what_is_missing_for_the_next_level_and_no_score():
    line = relationship_line(partnered(1, "people", "trust", "goals"))
    said = "preferred. People, goals or trust would make it strong preferred"
    assert line.startswith(f"Relationship: {said}. ")
    assert relationship_line(partnered(3)).startswith("Relationship: strategic. ")


def test_the_line_names_what_is_one_step_away():
    """Trust is not even at the level that is held: it is no advice for the one above."""
    facts = partnered(1, "horizon", "people", "trust")
    shown = [
        replace(one, shown=Shown((True, False, False, False), ""))
        if one.dimension.id == "trust"
        else one
        for one in facts.partnering.level.dimensions
    ]
    changed = replace(facts.partnering, level=Level(tuple(shown)))
    line = relationship_line(replace(facts, partnering=changed))
    assert "Horizon or people would make it strong preferred" in line


def test_the_line_counts_signs_by_firm_and_makes_no_zero_of_what_nobody_can_tell():
    found, clear, silent = "found", "not_found", "cannot_tell"
    both = relationship_line(
        partnered(3, signs=[(found, clear), (found, silent), (silent, silent)])
    )
    assert "Signs of weak partnering: two of the two that can be told at " in both
    assert "(one cannot); none of the one that can be told at " in both
    assert both.endswith(" (two cannot).")
    known = relationship_line(partnered(3, signs=[(found, clear)] * 6))
    assert (
        "Signs of weak partnering: six of six at " in known and "; none of six at " in known
    )
    of_one = relationship_line(partnered(3, signs=[(found, silent)]))
    assert "one of one at " in of_one and "; none can be told at " in of_one
    nobody = relationship_line(partnered(3, signs=[(silent, silent)]))
    assert nobody.endswith("Signs of weak partnering: none can be told.")
