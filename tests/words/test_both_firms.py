"""A page is the same file for both firms: "we" would be another firm for each of its readers. No
text of a record, of a room that makes words, or of a sentence made of facts says it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from facts_fixture import (
    bridge,
    freight_unknown,
    hostile,
    nothing_received,
    rich,
    six_lines,
)
from shipped import METRICS

from srmlib.facts import Facts
from srmlib.rules import plausible
from srmlib.rules.causes import read_rules
from srmlib.rules.elements import ELEMENTS
from srmlib.words import cost, metric, months, rows, trace
from srmlib.words.bridge import bridge_headline
from srmlib.workspace import PROJECT

# "Two of them" are rows.
ONE_SIDED = re.compile(r"\b(we|our|ours|us|(?<!of )them|theirs)\b", re.IGNORECASE)
# Whose cause something is, as it stands in data; and the group of a record, which modules are
# named by.
CODES = {"ours", "theirs", "us", "Our part", "cause-ours", "cause-theirs"}
# Rooms whose texts a page, a notebook, `srm explain` or `srm check` shows.
SOURCES = PROJECT / "src/srmlib"
ROOMS = ("words", "explain", "metrics", "cost", "trace")
# Told apart from the rest of their room, with tests of their own.
BESIDE = ("words/page.py", "words/summary.py", "words/promise.py", "words/index.py")


def texts(stated: object) -> Iterator[str]:
    """Every text in a record, its codes left out."""
    if isinstance(stated, str) and stated not in CODES:
        yield stated
    elif isinstance(stated, dict):
        for one in stated.values():
            yield from texts(one)
    elif isinstance(stated, list | tuple | set):
        for one in stated:
            yield from texts(one)


@pytest.mark.parametrize("metric_id", METRICS)
def test_no_text_of_a_metric_speaks_for_one_firm(metric_id):
    record = METRICS[metric_id].model_dump(exclude={"sql"})
    assert [text for text in texts(record) if ONE_SIDED.search(text)] == []


@pytest.mark.parametrize("element", ELEMENTS)
def test_no_text_of_an_element_of_cost_speaks_for_one_firm(element):
    record = ELEMENTS[element].model_dump()
    assert [text for text in texts(record) if ONE_SIDED.search(text)] == []


def test_no_rule_of_causes_and_no_check_speaks_for_one_firm():
    rules = read_rules(
        (PROJECT / "data/definitions/causes.yaml").read_text(encoding="utf-8")
    )
    said = [rule.name for rule in rules]
    said += [text for check in plausible.CHECKS for text in texts(vars(check))]
    assert [text for text in said if ONE_SIDED.search(text)] == []


def literals(file: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module, docstrings and messages of errors left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            left_out |= {id(one) for one in ast.walk(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in left_out and node.value not in CODES:
            yield node.lineno, node.value


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_of_a_room_speaks_for_one_firm(room):
    files = [
        file
        for file in sorted((SOURCES / room).rglob("*.py"))
        if str(file.relative_to(SOURCES)) not in BESIDE
    ]
    found = [(f.name, line, text) for f in files for line, text in literals(f)]
    assert files
    assert [one for one in found if ONE_SIDED.search(one[2])] == []


WORLDS = {
    "rich": rich,
    "freight unknown": freight_unknown,
    "six lines": six_lines,
    "nothing received": nothing_received,
    "hostile": hostile,
}


def sentences(facts: Facts) -> Iterator[str | None]:
    """All that is said of these facts outside the first page."""
    for reading in (*facts.readings, *facts.ours):
        yield metric.sentence(reading)
        yield metric.verdict_words(reading)
        yield metric.year_words(reading)
        yield metric.change_words(reading)
        yield metric.zone_change(reading)
        yield metric.volume_words(reading)
        yield metric.disputed_words(reading)
        yield metric.decided_words(reading)
        yield from reading.notes
        if reading.months:
            yield months.months_finding(reading.months, reading.definition)
            yield months.months_subtitle(reading)
    for found in facts.bridges:
        yield bridge_headline(facts.reading(found.metric_id), [found])
    lines = facts.rows.get("D1")
    if lines is not None:
        yield rows.missed_words(lines)
        yield rows.changed_words(facts.reading("D1").definition, lines)
    yield cost.cost_headline(facts)
    yield cost.causes_words(facts.cost)
    yield cost.counted_words(facts.cost, facts.reading("C1"))
    yield cost.overlap_words(facts)
    yield cost.paid_by_supplier_words(facts.cost)
    yield cost.late_payment_words(facts.cost)
    yield cost.ratio_words(facts.cost)
    yield cost.SAVINGS_ASSUME
    yield from cost.empty_words(facts.cost)
    yield from (saving.words for saving in facts.cost_detail.savings)
    yield trace.trace_headline(facts.trace, facts.supplier.name)
    yield trace.untraced_words(facts.trace)
    if facts.trace.links:
        yield trace.trace_subtitle(facts.trace, "2026 Q3")
        yield trace.trace_sentence(facts.trace)
        yield from map(trace.agreement_words, facts.trace.links)


@pytest.mark.parametrize("world", WORLDS)
def test_no_sentence_made_of_facts_speaks_for_one_firm(world):
    said = [one for one in sentences(WORLDS[world]()) if one]
    assert len(said) > 20
    assert [one for one in said if ONE_SIDED.search(one)] == []


def test_every_question_between_two_firms_is_one():
    asked = [
        switch.question
        for record in METRICS.values()
        for switch in record.switches.values()
        if switch.question is not None
    ]
    assert asked
    assert [one for one in asked if not one.endswith("?") or one[0].isupper()] == []


def test_a_bridge_without_a_question_of_its_own_asks_by_its_choices():
    found = bridge("D3", "9", ("calendar", "standard", "plant", "12"))
    reading = next(one for one in rich().readings if one.id == "D3")
    assert bridge_headline(reading, [found]).startswith(
        "All of the gap is one question: working days are those of (the calendar standard, or the"
        " calendar plant)?"
    )
