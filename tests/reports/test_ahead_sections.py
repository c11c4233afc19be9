"""The sections of topics and asks: headlines, states, what is never shown, hostile texts."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from ahead_book import ask, asked, boarded, progressed, reviewed, topic, topics
from books import AS_OF, SUPPLIER, BookByHand
from facts_fixture import HOSTILE, hostile, rich
from pages import tree, visible

from srmlib.facts import Facts
from srmlib.register.kinds.ahead import (
    Ask,
    AskEvent,
    Milestone,
    Topic,
    TopicEvent,
    TopicValue,
)
from srmlib.register.kinds.beyond import Board, BoardAsk, BoardEvent, BoardVoice
from srmlib.register.kinds.progress import AuditFinding, Idea, TopicGoal, TopicResult
from srmlib.relationship.ahead import ahead_of
from srmlib.relationship.persons import SIDES
from srmlib.reports import sections
from srmlib.reports.export import csv_text
from srmlib.reports.page import Section
from srmlib.reports.sections.value_plot import placed
from srmlib.rules.calendar import Quarter
from srmlib.words.plainly import metric_called

Q3 = Quarter.parse("2026Q3")


def with_book(book: BookByHand, facts: Facts | None = None) -> Facts:
    known = SimpleNamespace(ahead=ahead_of(book.book(), SUPPLIER, Q3, AS_OF))
    return replace(facts or rich(), relationship=known)


def ahead(book: BookByHand) -> Section:
    return sections.ahead(with_book(book))


def asks(book: BookByHand) -> Section:
    return sections.asks(with_book(book))


def all_of(book: BookByHand, facts: Facts | None = None) -> str:
    known = with_book(book, facts)
    made = (sections.ahead(known), sections.asks(known))
    tables = [csv_text(table) for one in made for table in one.tables.values()]
    return "".join([*(f"{one.title}{one.headline}{one.body}" for one in made), *tables])


def says(section: Section) -> str:
    return " ".join(visible(tree(section.body)).split())


def chosen(count: int, moved: int = 0) -> BookByHand:
    book = reviewed(BookByHand())
    for number in range(count):
        topic(book, f"T-{number}", 1, 1, is_chosen=True, chosen_on="2026-01-01")
    for number in range(moved):
        book.add(TopicEvent(topic=f"T-{number}", on="2026-08-01", what="it moved"))
    return book


# --- Headlines


@pytest.mark.parametrize(
    ("count", "moved", "headline"),
    [
        (5, 3, "Three of five topics moved since 14 July 2026; two had no activity"),
        (5, 5, "All five topics moved since 14 July 2026"),
        (2, 0, "None of two topics moved since 14 July 2026; two had no activity"),
        (1, 1, "The one topic chosen moved since 14 July 2026"),
        (1, 0, "The one topic chosen has not moved since 14 July 2026"),
    ],
)
def test_the_headline_counts_what_the_cards_show(count, moved, headline):
    section = ahead(chosen(count, moved))
    assert section.headline == headline
    assert section.body.count('class="quiet-topic"') == count - moved
    assert section.body.count('class="no-topic"') == 5 - count


def test_a_long_list_of_which_none_is_chosen():
    assert ahead(topic(BookByHand(), "T-1", 1, 2)).headline == (
        "One topic stands on the long list; none is chosen yet"
    )
    finished = topic(BookByHand(), "T-1", 1, 2, is_chosen=True, finished_on="2026-01-01")
    assert ahead(finished).headline == "One topic finished; none is chosen yet"


@pytest.mark.parametrize("section", [sections.ahead, sections.asks])
def test_without_an_entry_it_says_how_to_begin(section):
    for facts in (with_book(BookByHand()), rich()):
        made = section(facts)
        assert "to begin" in made.absent and "srm register add" in made.absent
        assert made.tables and all(table.empty for table in made.tables.values())


def test_asks_of_last_year_in_both_directions():
    facts = with_book(asked(BookByHand()))
    supplier, buyer = facts.supplier.name, facts.buyer_name
    section = sections.asks(facts)
    assert section.headline == (
        f"Of last year’s nine asks five are done: {supplier} did four of five, {buyer} one of four"
    )
    assert says(section).startswith(
        "Two were refused with a reason, which is an answer; one is accepted or in progress; one"
        " has no answer."
    )
    assert section.body.index("Asked on 14 October 2025") < section.body.index(
        "Asked on 13 October 2026"
    )
    # Strategic asks stand before operational criticism.
    assert section.body.index("Ask Q-3<") < section.body.index("Ask Q-1<")


def test_what_is_called_done_stands_beside_its_number_where_that_says_otherwise():
    """Of both firms in the same words."""
    facts = rich()
    red = [one for one in facts.readings if one.verdict and not one.is_green]
    red += [one for one in facts.ours if one.verdict and not one.is_green][:1]
    green = next(one for one in facts.readings if one.is_green)
    assert {one in facts.ours for one in red} == {True, False}
    before, within, after = "2026-06-30", "2026-09-01", "2026-10-01"
    for reading in red:
        for side, on in ((side, on) for side in SIDES for on in (before, within)):
            made = asks(asked_of(reading.id, side, on))
            name = metric_called(reading.definition)
            began = "" if on == before else ", which began before that day"
            said = f"; seen; yet {name} reads {reading.text} in 2026 Q3{began}, goal"
            assert said in says(made)
            assert "One is called done, and its number misses its goal." in says(made)
    for metric, on in ((green.id, before), (red[0].id, after), (None, before)):
        assert "; yet" not in says(asks(asked_of(metric, "buyer", on)))
    waiting = ask(BookByHand(), "Q-1", "buyer", "2025-10-14", metric=red[0].id)
    assert "; yet" not in says(asks(waiting))


def asked_of(metric: str | None, side: str, done_on: str) -> BookByHand:
    done = ("done", done_on, None, "seen")
    return ask(BookByHand(), "Q-1", side, "2025-10-14", done, metric=metric)


def test_asks_of_one_direction_one_ask_and_none_from_before():
    one = ask(BookByHand(), "Q-1", "supplier", "2025-10-14")
    facts = with_book(one)
    assert sections.asks(facts).headline == (
        f"Last year’s one ask has no answer: {facts.supplier.name} asked it"
    )
    ask(one, "Q-2", "supplier", "2025-10-14", ("done", "2026-01-01", None, None))
    section = sections.asks(with_book(one))
    assert section.headline == (
        f"Of last year’s two asks one is done: {facts.buyer_name} did one of two"
    )
    assert "nothing shows it" in says(section)
    assert asks(ask(BookByHand(), "Q-1", "buyer", "2026-01-02")).headline == (
        "One ask is new this year; none is from before"
    )
    older = ask(BookByHand(), "Q-1", "buyer", "2024-01-02")
    ask(older, "Q-2", "buyer", "2024-01-02")
    assert asks(older).headline.startswith("Of 2024’s two asks none is done")


def test_a_refusal_without_a_reason_is_told_and_stays_open():
    book = ask(
        BookByHand(), "Q-1", "buyer", "2025-10-14", ("refused", "2026-01-01", None, None)
    )
    facts = with_book(book)
    assert (
        f"refused without a reason; no answer from {facts.supplier.name} for 364 days"
        in says(sections.asks(facts))
    )


# --- What is shown of values


def test_a_value_of_one_firm_is_in_no_byte_before_the_other_s():
    pages = {all_of(topic(chosen(1), "T-9", value, None)) for value in (0, 3, 10)}
    assert len(pages) == 1


def test_a_decided_topic_that_one_firm_has_valued_stands_on_that_firm_s_axis():
    book = topic(chosen(0), "T-1", None, 7, is_chosen=True)
    (point,) = placed(with_book(book).relationship.ahead.topics)
    assert (point.kind, point.left, point.bottom) == ("one-sided", 0.0, 70.0)
    facts = with_book(book)
    assert f"7; not valued by {facts.buyer_name}" in says(sections.ahead(facts))


def test_points_of_one_place_stand_side_by_side_and_labels_never_overlap():
    book = chosen(0)
    for number in range(5):
        topic(book, f"T-{number}", 10, 10, is_chosen=True, chosen_on="2026-01-01")
    points = placed(with_book(book).relationship.ahead.topics)
    assert [one.beside for one in points] == [0, 9, 18, 27, 36]
    assert len({(one.side, one.up) for one in points if one.is_labelled}) == sum(
        one.is_labelled for one in points
    )


def test_holes_are_holes():
    book = topic(chosen(0), "T-1", 1, 1, is_chosen=True, chosen_on="2026-01-01")
    said = says(ahead(book))
    for hole in ("nobody named", "no target", "no date", "no milestone", "not chosen yet"):
        assert hole in said


def test_goals_audits_ideas_and_the_share_of_the_future():
    facts = with_book(progressed(topics(BookByHand())))
    said = says(sections.ahead(facts))
    assert "Now 5.2%, began at 0%, goal 8%" in said
    assert f"At {facts.buyer_name}: 4 found, the best 3" in said
    assert "air freight 30,000.00 EUR a year no action" in said
    assert "A-1, open" in said
    assert "two ideas one was adopted; one without an answer" in said
    assert "1 of 2 actions agreed since January 2026" in said


def test_names_are_shown_with_consent_alone():
    page = all_of(topics(BookByHand()))
    assert "Ann Nowak" in page and "foundry manager" in page
    assert "Bo Lind" not in page


def test_a_board_is_told_without_a_name():
    said = all_of(boarded(asked(BookByHand())))
    assert "one portal for all" in said and "asked by this firm, too" in said
    assert "SECRET" not in said and "Your portals" not in said
    assert asks(boarded(BookByHand())).headline == "What advisory boards asked"


def test_a_hostile_text_is_a_text():
    book = BookByHand().person("P-1", "buyer", HOSTILE, HOSTILE, may_be_named=True)
    stated = {"what": HOSTILE, "target": HOSTILE, "target_on": "2026-01-01"}
    decided = {"is_chosen": True, "form": "cross_audit", "owners": "P-1"}
    book.add(Topic(**stated, **decided), HOSTILE)
    book.add(Topic(**stated, replaces=HOSTILE, finished_on="2026-01-01"), "T-2")
    book.add(Topic(**stated), f"{HOSTILE}2")
    for id in (HOSTILE, f"{HOSTILE}2"):
        for side in ("buyer", "supplier"):
            book.add(TopicValue(topic=id, side=side, value=5, on="2026-01-01"))
    book.add(Milestone(topic=HOSTILE, what=HOSTILE, due_on="2026-01-01"))
    book.add(TopicGoal(topic=HOSTILE, goal="1", unit=HOSTILE))
    book.add(TopicResult(topic=HOSTILE, reached="1", on="2026-01-01", evidence=HOSTILE))
    saved = {"saving_amount": "1", "currency": HOSTILE, "action": HOSTILE}
    book.add(
        AuditFinding(topic=HOSTILE, at="buyer", what=HOSTILE, on="2026-01-01", **saved)
    )
    book.add(Idea(side="supplier", what=HOSTILE, on="2026-01-01", reason=HOSTILE))
    for id, day in ((HOSTILE, "2025-01-01"), ("Q-2", "2026-01-01"), ("Q-3", "2020-01-01")):
        book.add(Ask(from_side="buyer", what=HOSTILE, asked_on=day), id)
    for state in ("done", "refused"):
        became = {"words_said": HOSTILE, "evidence": HOSTILE}
        book.add(AskEvent(ask=HOSTILE, state=state, on="2026-01-01", **became))
    board = {"of": "suppliers", "planned_on": "2026-05-14", "held_on": "2026-05-14"}
    book.add(Board(firms=9, **board), HOSTILE, None)
    book.add(BoardAsk(board=HOSTILE, what=HOSTILE), HOSTILE, None)
    book.add(BoardVoice(board=HOSTILE, what=HOSTILE, merged_into=HOSTILE))
    book.add(
        BoardEvent(ask=HOSTILE, state="done", on="2026-09-01", evidence=HOSTILE), None, None
    )
    known = with_book(book, hostile())
    for section in (sections.ahead(known), sections.asks(known)):
        page = f"{section.body}"
        assert HOSTILE.split(">")[0] not in page.replace("&lt;", "")
        assert "<img" not in page and "<script" not in page and "</script" not in page
