"""Sentences, word for word: each named case of the worlds at hand, and each clause only where its
fact holds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from facts_fixture import (
    DEFINITIONS,
    bridge,
    disputes,
    missing,
    months,
    months_of,
    rich,
    signed,
    table,
    with_readings,
)
from shipped import METRICS

from srmlib.agreement.bridge import flip_rows
from srmlib.agreement.restatement import Restatement, Total
from srmlib.facts import SPOTLIGHT, Facts
from srmlib.metrics.disputes import DisputedRange, disputed_range
from srmlib.metrics.evidence import Year
from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import Reading, goal_aligned
from srmlib.metrics.rows import missed_rows
from srmlib.rules.calendar import Quarter
from srmlib.rules.metric import ROW
from srmlib.stats.charts import u_prime_chart
from srmlib.words import page
from srmlib.words.bridge import bridge_headline, differs
from srmlib.words.cost import cost_headline
from srmlib.words.counts import allowed_of
from srmlib.words.metric import (
    disputed_words,
    is_improvement,
    volume_words,
    zone_change,
)
from srmlib.words.metric import sentence as sentence_of
from srmlib.words.months import months_finding, months_subtitle
from srmlib.words.page import (
    our_part_headline,
    replies_headline,
    scorecard_headline,
    spotlight_headline,
    two_numbers_headline,
)
from srmlib.words.plainly import metric_called, spelled
from srmlib.words.rows import rows_heading

D1 = signed(DEFINITIONS["D1"])
READING = Reading(
    D1,
    "ok",
    n=214,
    numerator=196,
    denominator=214,
    value=91.589,
    interval=(87.1, 94.6),
    verdict="missed_clear",
    clear_by="year",
    year=Year(90.238, 840, (87.03, 92.86), 310),
    quarters_met=(2, 8),
    previous=93.0,
    change_chance=0.4,
)
Q3 = Quarter.parse("2026Q3")


# One metric


LATE = "18 of 214 lines came late or short; the goal allows ten."
YEAR = "Over twelve months 758 of 840 (90.2%): clearly short of 95%."


def late(missed: int, of: int, **other: object) -> Reading:
    """On time, in full with so many misses, and nothing of the year or of last quarter."""
    counts = {
        "n": of,
        "numerator": of - missed,
        "denominator": of,
        "value": 100 * (of - missed) / of,
        "previous": None,
        "year": None,
        "clear_by": None,
    }
    return replace(READING, **counts | other)


@pytest.mark.parametrize(
    ("reading", "sentence"),
    [
        (READING, f"{LATE} {YEAR} No significant change from last quarter (93.0%)."),
        (
            replace(READING, previous=99.0, change_chance=0.05),
            f"{LATE} {YEAR} Worse than last quarter (99.0%).",
        ),
        (
            replace(READING, previous=80.0, change_chance=0.05),
            f"{LATE} {YEAR} Better than last quarter (80.0%).",
        ),
        (
            replace(
                READING,
                previous=None,
                year=None,
                disputed=DisputedRange(95.3, 91.6, 1),
                rests_on_dispute=True,
                if_decided={"supplier": "missed_clear", "buyer": "far_clear"},
            ),
            f"{LATE} One is disputed. The verdict rests on a dispute: missed, clear if the supplier"
            " is right; far off, clear if the buyer is right.",
        ),
        (
            replace(
                READING,
                previous=None,
                year=None,
                disputed=DisputedRange(95.3, 91.6, 3),
                rests_on_dispute=True,
                if_decided={"supplier": None, "buyer": "missed"},
            ),
            f"{LATE} Three disputes are open. The verdict rests on a dispute: too few rows for a"
            " verdict if the supplier is right; missed if the buyer is right.",
        ),
        # 189 of 199 is 94.97 %: under the goal, whatever one decimal says.
        (
            late(
                10,
                199,
                clear_by="year",
                previous=94.96,
                change_chance=0.9,
                year=Year(100 * 189 / 199, 199, None),
                quarters_met=(0, 0),
            ),
            "Ten of 199 lines came late or short; the goal allows nine. Over twelve months 189 of"
            " 199 (94.97%): clearly short of 95%. No significant change from last quarter"
            " (94.96%).",
        ),
        (
            late(18, 214, clear_by="run"),
            f"{LATE} The goal was missed in each of the last eight quarters, too often for chance.",
        ),
        (
            late(18, 214, verdict="far_clear", clear_by="year", year=Year(80.0, 800, None)),
            f"{LATE} Over twelve months 640 of 800 (80.0%): clearly short of 95%; the year is"
            " also beyond the red limit, 85%.",
        ),
        # Only the side on which this quarter lies is tested for chance.
        (
            late(18, 214, verdict="missed", year=Year(94.0, 800, None)),
            f"{LATE} Over twelve months 752 of 800 (94.0%): short of 95%, which could be chance.",
        ),
        (
            late(18, 214, verdict="missed", year=Year(96.0, 800, None)),
            f"{LATE} Over twelve months 768 of 800 (96.0%): within the goal of 95%.",
        ),
        (
            late(0, 40, verdict="met", year=Year(98.0, 200, None)),
            "No miss in 40 lines; the goal allows two. Over twelve months 196 of 200"
            " (98.0%): within the goal of 95%, which could be chance.",
        ),
        (
            late(1, 8, verdict="missed"),
            "One of eight lines came late or short; the goal allows none.",
        ),
        (
            replace(READING, previous=91.62, verdict=None, clear_by=None, year=None),
            "18 of 214 lines came late or short. No goal is agreed yet. Unchanged from last quarter"
            " (91.6%).",
        ),
        (
            late(1, 6, state="too_few", verdict=None, year=READING.year),
            "One of six lines came late or short: too few for a percentage. Over twelve months 758"
            " of 840 (90.2%).",
        ),
        (
            late(3, 3, state="too_few", verdict=None),
            "All three lines came late or short: too few for a percentage.",
        ),
        (
            late(1, 1, state="too_few", verdict=None),
            "The one line came late or short: too few for a percentage.",
        ),
        (
            late(0, 1, state="too_few", verdict=None),
            "One line without a miss: too few for a percentage.",
        ),
        # Too little is known, however many rows there are: a count would not say it.
        (
            late(1, 214, state="too_few", verdict=None, is_known_enough=False),
            "On time, in full: too little is known to judge.",
        ),
        # Rows that weigh otherwise than one each are no count of misses.
        (
            late(18, 214, numerator=1960, denominator=2140),
            "On time, in full: 91.6% (214 lines). The goal of at least 95% is missed.",
        ),
        (
            replace(READING, state="no_data", value=None, year=None),
            "On time, in full: nothing to count.",
        ),
        (
            replace(READING, state="not_supplied", value=None, year=None),
            "On time, in full: not supplied.",
        ),
        (
            replace(READING, state="not_agreed", value=None, year=None),
            "On time, in full: not agreed for this relationship.",
        ),
    ],
)
def test_a_metric_in_a_sentence(reading, sentence):
    assert sentence_of(reading) == sentence


@pytest.mark.parametrize(
    ("metric_id", "goal", "n", "allowed"),
    [
        ("D1", 95, 50, 2),
        ("D1", 95, 40, 2),  # exactly on goal is met
        ("D1", 95, 19, 0),
        ("Q1", 98.5, 200, 3),
        ("Q1", 100, 500, 0),
        ("B1", 5, 50, 2),
    ],
)
def test_what_a_goal_allows_is_the_most_with_which_it_is_met(metric_id, goal, n, allowed):
    definition = replace(DEFINITIONS[metric_id], goal=goal)

    def meets(missed: int) -> bool:
        share = 100 * Fraction(n - missed if definition.better == "up" else missed, n)
        goal_exact = Fraction(str(goal))
        return share >= goal_exact if definition.better == "up" else share <= goal_exact

    assert allowed_of(definition, n) == allowed
    assert meets(allowed)
    assert not meets(allowed + 1)


@pytest.mark.parametrize(
    ("metric_id", "value", "words"),
    [
        (
            "S3",
            9.03,
            "Time to restore: 9.0 h (12 rows). The goal of at most 8 h is missed.",
        ),
        (
            "Q2",
            5454.55,
            "Defective parts: 5,455 ppm (12 rows). The goal of at most 300 ppm is missed.",
        ),
        (
            "D3",
            12.04,
            "Delivery variability: 12.0 days (12 rows). The goal of at most 4 days is missed.",
        ),
        (
            "P2",
            32.26,
            "Complaints traced to supplier: 32.3 per 1,000 (12 rows). The goal of at most 1 per"
            " 1,000 is missed.",
        ),
        (
            "B5",
            2.44,
            "Drawing and specification changes: 2.4 per 100 lines (12 rows). The goal of at most 2"
            " per 100 lines is missed.",
        ),
        (
            "S1",
            91.7,
            "First response in time: 92% (12 rows). The goal of at least 95% is missed.",
        ),
    ],
)
def test_a_metric_in_its_own_unit(metric_id, value, words):
    reading = Reading(
        signed(DEFINITIONS[metric_id]),
        "ok",
        n=12,
        counted=ROW,
        value=value,
        interval=(0, 2 * value),
        verdict="missed",
    )
    assert sentence_of(reading) == words


@pytest.mark.parametrize(
    ("value", "previous", "chance", "words"),
    [
        (96.0, 94.0, 0.3, "met now, missed before: no significant change"),
        (96.0, 80.0, 0.01, "met now, missed before: better"),
        (91.0, 97.0, 0.05, "missed now, met before: worse"),
        (91.0, 97.0, 0.051, "missed now, met before: no significant change"),
        (91.0, 92.0, 0.8, "no significant change"),
        (97.0, 99.9, 0.2, "no significant change"),
        (91.0, 80.0, 0.001, "better"),
        (91.0, 91.0, 1.0, "unchanged"),
    ],
)
def test_what_changed_since_last_quarter(value, previous, chance, words):
    assert (
        zone_change(replace(READING, value=value, previous=previous, change_chance=chance))
        == words
    )


@pytest.mark.parametrize(
    ("value", "previous", "chance", "words"),
    [
        (3.0, 9.0, 0.01, "met now, missed before: better"),
        (5.0, 3.9, 0.3, "missed now, met before: no significant change"),
    ],
)
def test_where_less_is_better_down_is_better(value, previous, chance, words):
    reading = Reading(
        signed(DEFINITIONS["D3"]),
        "ok",
        n=40,
        value=value,
        previous=previous,
        change_chance=chance,
        interval=(value - 1, value + 1),
    )
    assert zone_change(reading) == words
    assert is_improvement(reading) is (value < previous)


@pytest.mark.parametrize(
    ("metric_id", "found", "words"),
    [
        # The number as it reads already is not said again.
        (
            "D1",
            DisputedRange(96.0, 92.0, 2),
            "Two disputes are open. If the supplier is right in all, this reads 96.0%",
        ),
        (
            "D1",
            DisputedRange(96.0, 88.0, 2),
            "Two disputes are open. If the supplier is right in all, this reads 96.0%; if the buyer"
            " is right in all, 88.0%",
        ),
        (
            "Q2",
            DisputedRange(0.0, 1210.0, 1),
            "One row is disputed. If the supplier is right, this reads 0 ppm; if the buyer is"
            " right, 1,210 ppm",
        ),
        (
            "S3",
            DisputedRange(4.5, 9.25, 1),
            "One line is disputed. If the supplier is right, this reads 4.5 h; if the buyer is"
            " right, 9.3 h",
        ),
        (
            "D1",
            DisputedRange(92.0, 92.0, 1),
            "One line is disputed; whoever is right, this reads 92.0%",
        ),
        # Where one decision leaves nothing to count, only the other is a number.
        (
            "D3",
            DisputedRange(None, 3.0, 1),
            "One line is disputed. If the buyer is right, this reads 3.0 days",
        ),
        ("D1", None, None),
    ],
)
def test_how_far_disputes_move_a_number(metric_id, found, words):
    assert (
        disputed_words(
            Reading(DEFINITIONS[metric_id], "ok", n=50, value=92.0, disputed=found)
        )
        == words
    )


def test_the_disputed_ends_of_a_sample_supplier_enclose_its_value(sample, facts_of):
    facts = facts_of("S-1001")
    disputed = [reading for reading in facts.readings if reading.disputed]
    assert {reading.id for reading in disputed} == set(
        facts.disputes.loc[facts.disputes["state"] == "open", "metric_id"]
    )
    for reading in disputed:
        low, high = sorted((reading.disputed.for_supplier, reading.disputed.for_buyer))
        assert low <= reading.value <= high
        assert disputed_range(sample, reading.definition, "S-1001", Q3) == reading.disputed
        count = reading.disputed.open_count
        first = "One " if count == 1 else f"{spelled(count).capitalize()} disputes are open"
        assert disputed_words(reading).startswith(first)


# The rows behind it


@pytest.mark.parametrize(
    ("metric_id", "against", "words"),
    [
        ("D1", 1, "The missed line that counts against it"),
        ("D1", 3, "The missed lines that count against it"),
        ("D1", 23, "The first 10 of 23 missed lines that count against it"),
        ("Q1", 2, "The unaccepted lots that count against it"),
        ("P2", 2, "The rows that count against it"),
    ],
)
def test_what_the_table_of_rows_is(metric_id, against, words):
    definition = DEFINITIONS[metric_id]
    missed = missed_rows(definition, table(definition, against=against, met=5))
    assert len(missed) == against
    assert rows_heading(definition, missed, 10) == words


@pytest.mark.parametrize("metric_id", ["D3", "S3", "B4"])
def test_of_measured_values_the_largest_come_first(metric_id):
    definition = DEFINITIONS[metric_id]
    shown = missed_rows(definition, table(definition, against=4, met=8))
    assert list(shown["numerator"]) == sorted(shown["numerator"], reverse=True)
    assert len(shown) == 12
    assert rows_heading(definition, shown, 10) == "The 10 largest of 12"
    assert rows_heading(definition, shown.head(3), 10) == "All, the largest first"


def test_rows_left_out_never_count_against_a_metric():
    for definition in DEFINITIONS.values():
        assert "left_out" not in set(missed_rows(definition, table(definition))["outcome"])


# The page in sentences


def test_the_dear_cheap_part(facts_of):
    facts = {s: facts_of(s) for s in ("S-1002", "S-1003")}
    costs = {s: f.cost for s, f in facts.items()}
    assert (
        cost_headline(facts["S-1002"])
        == "A piece bought for 48.00 EUR costs 57.64 in use, 20% more (4 kinds of cost not"
        " measured); the largest part is line stops and waiting"
    )
    assert costs["S-1002"].price_per_good_unit < costs["S-1003"].price_per_good_unit
    assert costs["S-1002"].per_good_unit > costs["S-1003"].per_good_unit


# The spotlight


def judged(**verdicts: str) -> Facts:
    """Facts in which only the named metrics are judged, each on its goal's side as its verdict
    says; `D1="missed_clear"`.
    """
    facts = rich()
    found = {}
    for place, (name, word) in enumerate(verdicts.items()):
        d = facts.reading(name).definition
        aligned = 1.2 if word.startswith("met") else 0.9 - place / 100
        found[name] = replace(
            facts.reading(name),
            verdict=word,
            clear_by=clear_by(word),
            value=d.red_limit + aligned * (d.goal - d.red_limit),
        )
    return with_readings(facts, **missing(facts, *found), **found)


def clear_by(word: str | None) -> str | None:
    return "year" if word and word.endswith("clear") else None


def test_the_spotlight_shows_clear_ones_first_then_the_furthest_and_five_at_most():
    facts = rich()
    shown = facts.spotlight()
    assert [reading.id for reading in shown] == ["S2", "D1", "C2", "Q2", "Q1"]
    assert [reading.verdict for reading in shown] == ["missed_clear"] * 4 + ["missed"]
    assert len(shown) == SPOTLIGHT < facts.green_zone()["outside"]
    outside = [
        reading
        for reading in facts.readings
        if (reading.verdict or "").startswith("missed")
    ]
    left = [reading for reading in outside if reading not in shown]
    assert max(
        goal_aligned(r.value, r.definition) for r in shown if r.verdict == "missed"
    ) <= min(goal_aligned(r.value, r.definition) for r in left)


def test_a_clear_miss_goes_before_a_larger_one_that_could_be_chance():
    facts = judged(P1="missed_clear", D1="missed", S2="missed")
    assert [reading.id for reading in facts.spotlight()] == ["P1", "S2", "D1"]


def test_the_spotlight_never_shows_our_own_part():
    assert {reading.id[0] for reading in rich().spotlight()} <= set("QDSCP")


def test_every_sample_suppliers_spotlight_is_in_order(facts_of):
    for supplier_id in ("S-1001", "S-1002", "S-1004", "S-1008"):
        facts = facts_of(supplier_id)
        order = [
            (not r.is_clear, goal_aligned(r.value, r.definition)) for r in facts.spotlight()
        ]
        assert order == sorted(order)
        assert len(order) == min(SPOTLIGHT, facts.green_zone()["outside"])
        assert facts.to_json()["spotlight"] == [reading.id for reading in facts.spotlight()]


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ({"D1": "missed_clear"}, "On time in full missed its goal, clearly"),
        (
            {"D1": "missed", "Q1": "met_clear"},
            "On time in full missed its goal, perhaps by chance",
        ),
        (
            {"Q1": "missed_clear", "D1": "missed_clear"},
            "On time in full and accepted lots missed their goals, both clearly",
        ),
        (
            {"S2": "missed_clear", "Q1": "missed", "D1": "missed"},
            "Fixed first time and two more missed their goals, one of them clearly",
        ),
        ({"Q1": "met", "D1": "met_clear"}, "Every goal judged was met"),
    ],
)
def test_the_headline_of_the_spotlight(verdicts, words):
    facts = judged(**verdicts)
    assert spotlight_headline(facts) == words
    assert (
        [reading.id for reading in facts.spotlight()] == []
        if words.startswith("Every")
        else words
    )


def test_where_no_definition_is_agreed_on_time_in_full_is_looked_at_without_a_verdict():
    facts = rich()
    unsigned = {
        r.id: replace(r, definition=DEFINITIONS[r.id], verdict=None)
        for r in (*facts.readings, *facts.ours)
    }
    facts = with_readings(facts, **unsigned)
    assert [(reading.id, reading.verdict) for reading in facts.spotlight()] == [
        ("D1", None)
    ]
    assert spotlight_headline(facts) == "No goal is agreed yet, so nothing is called missed"
    assert (
        scorecard_headline(facts) == "Fourteen metrics are counted; no goal is agreed yet"
    )


def test_where_nothing_was_supplied_there_is_nothing_to_look_at():
    facts = with_readings(rich(), **missing(rich()))
    assert facts.spotlight() == []
    assert spotlight_headline(facts) == "Nothing could be counted this quarter"


def test_too_few_rows_are_no_missing_agreement(facts_of):
    """All but two of the definitions are agreed with this supplier: it has too few rows."""
    facts = facts_of("S-1007")
    assert facts.reading("D1").definition.is_signed
    assert "no goal is agreed" not in spotlight_headline(facts)


GUARDED = "{} meets its goal, but what guards it misses its own clearly: {}"


# Our part


def ours(**verdicts: str | None) -> Facts:
    facts = rich()
    found = {
        name: replace(facts.reading(name), verdict=word, clear_by=clear_by(word))
        for name, word in verdicts.items()
    }
    return with_readings(facts, **missing(facts, *found), **found)


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        (
            {"B1": "missed", "B2": "met_clear", "B3": "missed_clear"},
            (
                "The buyer missed two of the three goals judged on its own part: {B1}"
                " and invoices paid on time"
            ),
        ),
        (
            {"B3": "missed_clear"},
            "The buyer missed the one goal judged on its own part: invoices paid on time",
        ),
        (
            {"B3": "missed_clear", "B1": "missed"},
            (
                "The buyer missed both goals judged on its own part: {B1} and invoices paid on time"
            ),
        ),
        (
            {"B1": "met_clear", "B4": "met"},
            "The buyer met both goals judged on its own part",
        ),
        ({"B4": "met"}, "The buyer met the one goal judged on its own part"),
        (
            {"B1": None, "B2": None},
            "The buyer’s part is counted; its goals are not agreed yet",
        ),
        ({}, "The buyer’s part is not in this data"),
    ],
)
def test_the_headline_of_our_part(verdicts, words):
    assert our_part_headline(ours(**verdicts)) == words.format(
        B1=metric_called(DEFINITIONS["B1"])
    )
    named = replace(ours(**verdicts), buyer="Tarn Pumps")
    assert our_part_headline(named).startswith("Tarn Pumps")


def test_our_own_misses_are_in_no_number_of_the_suppliers():
    facts = ours(B1="missed_clear", B2="missed_clear", B3="missed_clear")
    assert facts.green_zone() == {
        "judged": 0,
        "inside": 0,
        "outside": 0,
        "outside_clear": 0,
        "without_verdict": 0,
    }


# Two numbers


@pytest.mark.parametrize(
    ("apart", "bridged", "few", "words"),
    [
        (0, 0, 0, "Neither firm has stated a way of counting of its own"),
        (0, 0, 4, "Too few rows to compare the two firms’ own counts"),
        (1, 1, 0, "Counted in a firm’s own way, the one metric reads differently"),
        (
            0,
            1,
            0,
            "Counted in a firm’s own way, the one metric reads the same",
        ),
        (
            0,
            3,
            0,
            "Counted in a firm’s own way, all three metrics read the same",
        ),
        (
            2,
            3,
            1,
            "Counted in a firm’s own way, two of three metrics read differently",
        ),
        (
            9,
            9,
            0,
            "Counted in a firm’s own way, all nine metrics read differently",
        ),
    ],
)
def test_the_headline_of_two_numbers(apart, bridged, few, words):
    assert two_numbers_headline(apart, bridged, few) == words


@pytest.mark.parametrize(
    ("bridges", "words"),
    [
        (
            [
                bridge(
                    "D1",
                    "96",
                    ("place", "shipped", "dock", "94"),
                    ("full_percent", 0, 100, "92"),
                )
            ],
            (
                "50% of the gap is one question: when do goods count as received? The supplier's own"
                " count is 96.0% and the agreed count is 92.0%"
            ),
        ),
        (
            [
                bridge(
                    "S3",
                    "5.5",
                    ("until", "restored", "resolved", "20.25"),
                    bases=("agreed", "buyer"),
                )
            ],
            (
                "All of the gap is one question: does the clock stop when service is restored or"
                " when it is resolved for good? The agreed count is 5.5 h and the buyer's own count"
                " is 20.3 h"
            ),
        ),
        (
            [
                bridge("Q2", "0", ("period", "made", "found", "201.6")),
                bridge(
                    "Q2",
                    "201.6",
                    ("numerator", "confirmed", "claimed", "4637.1"),
                    bases=("agreed", "buyer"),
                ),
            ],
            (
                "Nearly all of the gap is one question: which defective quantity counts? The"
                " supplier's own count is 0 ppm, the agreed count is 202 ppm and the buyer's own"
                " count is 4,637 ppm"
            ),
        ),
        (
            [
                bridge(
                    "D3",
                    "9",
                    ("start", "confirmed", "ordered", "7"),
                    ("days", "working", "calendar", "12"),
                )
            ],
            (
                "Some steps lead up, some down; the largest, +5.0 days, is one question: are"
                " calendar days counted or working days? The supplier's own count is 9.0 days and"
                " the agreed count is 12.0 days"
            ),
        ),
        # Numbers that are printed alike are no gap to explain.
        (
            [bridge("D1", "98.51", ("place", "shipped", "dock", "98.53"))],
            (
                "The ways of counting differ, this quarter's number does not: the supplier's own"
                " count is 98.5% and the agreed count is 98.5%"
            ),
        ),
        (
            [bridge("D1", "92", ("place", "shipped", "dock", "92"), flips=2)],
            (
                "The ways of counting differ, this quarter's number does not: the supplier's own"
                " count is 92.0% and the agreed count is 92.0%"
            ),
        ),
        (
            [bridge("D1", "92", ("place", "shipped", "dock", "92"), flips=0)],
            (
                "No row of this quarter counts differently: the supplier's own count is 92.0% and"
                " the agreed count is 92.0%"
            ),
        ),
    ],
)
def test_why_two_firms_have_two_numbers(bridges, words):
    assert (
        bridge_headline(
            Reading(DEFINITIONS[bridges[0].metric_id], "ok", n=50, value=1.0), bridges
        )
        == words
    )


def test_numbers_differ_when_any_two_ends_do():
    same = bridge("D1", "92", ("place", "shipped", "dock", "92"))
    apart = bridge(
        "D1", "92", ("due", "last_confirmed", "requested", "86"), bases=("agreed", "buyer")
    )
    assert [differs(found) for found in ([same], [apart], [same, apart])] == [
        False,
        True,
        True,
    ]


def test_every_flip_of_a_sample_bridge_is_told_with_what_it_read_before_and_after(facts_of):
    facts = facts_of("S-1002")
    for found in facts.bridges:
        assert found.start + sum(step.change for step in found.steps) == found.end
        assert len(flip_rows(found)) == sum(len(step.flips) for step in found.steps)


def test_the_ends_of_every_bridge_are_the_numbers_of_the_scorecard(facts_of):
    for supplier_id in ("S-1001", "S-1004", "S-1008"):
        facts = facts_of(supplier_id)
        for found in facts.bridges:
            bases = facts.reading(found.metric_id).bases
            assert (float(found.start), float(found.end)) == pytest.approx(
                (bases[found.from_basis].value, bases[found.to_basis].value)
            )


# Disputes and restatements


def restated(then: str | None, now: str | None) -> Restatement:
    totals = [
        Total(None if value is None else Fraction(value), Fraction(0), Fraction(0), 50)
        for value in (then, now)
    ]
    return Restatement(
        Q3.previous(), D1, D1, date(2026, 7, 2), date(2026, 10, 2), *totals, rows=[]
    )


def too_few(then: str | None, now: str | None) -> Restatement:
    return replace(restated(then, now), was_published=False)


@pytest.mark.parametrize(
    ("states", "before", "restatements", "words"),
    [
        ([], "", [], "Nothing is disputed; no earlier report is at hand to compare with"),
        (
            ["open"],
            "",
            [],
            "One dispute is open; no earlier report is at hand to compare with",
        ),
        (
            ["open", "open", "accepted"],
            "2026-07-02-ab",
            [],
            "Two disputes are open; last quarter’s numbers stand",
        ),
        (
            ["refused"],
            "2026-07-02-ab",
            [restated("90", "90")],
            "Nothing is disputed; last quarter’s numbers stand; one rests on other rows and reads"
            " the same",
        ),
        (
            [],
            "2026-07-02-ab",
            [restated("90", "92"), restated("90", "90"), restated("90", "90.01")],
            "Nothing is disputed; one published number of last quarter reads differently now; two"
            " rest on other rows and read the same",
        ),
        (
            [],
            "2026-07-02-ab",
            [restated("90", "92"), restated("90", "80")],
            "Nothing is disputed; two published numbers of last quarter read differently now",
        ),
        # The list below holds those too of which no number was printed.
        (
            [],
            "2026-07-02-ab",
            [restated("90", "92"), too_few("90", "80"), too_few("90", None)],
            "Nothing is disputed; one published number of last quarter reads differently now, and so"
            " do two that were too few to judge",
        ),
        (
            [],
            "2026-07-02-ab",
            [too_few("90", "80")],
            "Nothing is disputed; last quarter’s published numbers stand; one that was too few to"
            " judge reads differently now",
        ),
    ],
)
def test_the_headline_of_replies(states, before, restatements, words):
    found = disputes(*({"state": state} for state in states))
    assert (
        replies_headline(
            replace(
                rich(), disputes=found, before_snapshot=before, restatements=restatements
            )
        )
        == words
    )


# Months


@pytest.mark.parametrize(
    ("hits", "counts", "words"),
    [
        ([9] * 6, [10] * 6, "too few months to see a pattern (6)"),
        ([9] * 8, [10] * 8, "steady for eight months"),
        ([9, 0], [10, 0], "too few months to see a pattern (1)"),
        (
            [46, 44, 45, 47, 44, 46, 45, 44, 46, 45, 45, 46, 25],
            [50] * 13,
            (
                "September 2026 stands out; eight months or more in a row lie on one side of the"
                " average"
            ),
        ),
        (
            [48] * 6 + [44] * 8,
            [50] * 14,
            "unsteady: since February 2026 all eight months lie below the average, hardly by chance",
        ),
    ],
)
def test_what_stands_out(hits, counts, words):
    assert months_finding(months(hits, counts)) == words


def defects(counts: list[int]) -> MonthlyChart:
    """Defective parts per million of 10,000 a month: less is better."""
    known = months(counts, [10_000] * len(counts))
    return replace(known, chart=u_prime_chart(counts, [10_000] * len(counts), 1_000_000))


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([3, 4] * 6, "no month outside its usual range, which is wide"),
        (
            [3, 4] * 5 + [40, 3],
            "August 2026 stands out; eight months or more in a row lie on one side of the average",
        ),
        (
            [3, 4] * 5 + [40, 3, 4, 3],
            "steady this quarter; earlier months stood out",
        ),
        (
            [3, 4, 3, 40, 3, 4, 3, 4, 3, 4, 3, 40],
            "September 2026 stands out; earlier months did too",
        ),
        # The words say where the months lie, not whether that is good: above the average is the bad
        # side here, and below the good one.
        (
            [1] * 6 + [9] * 8,
            "unsteady: since February 2026 all eight months lie above the average, hardly by chance",
        ),
        (
            [9] * 8 + [1] * 10,
            "unsteady: since December 2025 all ten months lie below the average, hardly by chance",
        ),
    ],
)
def test_what_stands_out_where_less_is_better(counts, words):
    assert months_finding(defects(counts)) == words


@pytest.mark.parametrize(
    ("metric_id", "hits", "counts", "words"),
    [
        ("D1", [47, 48] * 12, [50] * 24, "steady at 95.0% for two years; the goal is 95%"),
        # A share that is seldom missed has no level worth a number.
        (
            "Q1",
            [10, 10, 9, 10, 10, 8] * 4,
            [10] * 24,
            "at most two lots a month were not accepted, none in 16 of 24; no trend",
        ),
        (
            "Q1",
            [10, 10, 9] * 4,
            [10] * 12,
            "at most one lot a month was not accepted, none in 8 of 12; no trend",
        ),
        ("Q1", [10] * 12, [10] * 12, "steady at 100.0% for a year; the goal is 98.5%"),
        # What is missed is counted in the numerator where less is better.
        (
            "B1",
            [0, 0, 1] * 4,
            [10] * 12,
            "at most one line a month was changed by the buyer inside the lead time, none in 8 of"
            " 12; no trend",
        ),
        (
            "D1",
            [48] * 6 + [44] * 8,
            [50] * 14,
            "unsteady: since February 2026 all eight months lie below the average, hardly by chance",
        ),
    ],
)
def test_a_steady_metric_is_said_with_its_level(metric_id, hits, counts, words):
    assert months_finding(months(hits, counts), DEFINITIONS[metric_id]) == words


def test_what_the_chart_over_time_shows():
    reading = replace(rich().reading("D1"), months=months([19] * 10, [20] * 9 + [30]))
    assert months_subtitle(reading).startswith(
        "By month, 20 to 30 lines each. Grey band: usual variation"
    )
    hours = Reading(
        DEFINITIONS["S3"],
        "ok",
        n=31,
        counted=METRICS["S3"].counted,
        value=7.0,
        months=months_of([7.0] * 10),
    )
    assert months_subtitle(hours).startswith("By month, 9 tickets each. Grey band")
    assert "Dotted" not in months_subtitle(hours)
    changed = replace(
        hours,
        months=replace(
            hours.months, before=[6.0] * 4 + [None] * 6, changed_on=hours.months.months[4]
        ),
    )
    assert months_subtitle(changed).endswith(
        "Dotted: by the earlier version of the definition."
    )
    never_counted = replace(
        hours, months=replace(hours.months, changed_on=hours.months.months[0])
    )
    assert "Dotted" not in months_subtitle(never_counted)


# What a verdict is worth


@pytest.mark.parametrize(
    ("metric_id", "other", "words"),
    [
        (
            "C2",
            {"year": Year(96.7, 211, None)},
            (
                "A year without a miss is clear once it has 368 invoice lines. The last four"
                " quarters have 211: by the year, this goal can be missed clearly, but not met"
                " clearly"
            ),
        ),
        # One miss of one has a chance of 5 % at a goal of 95 %, two of two one of 0.25 %.
        (
            "S1",
            {"year": Year(0.0, 1, None)},
            (
                "A year without a miss is clear once it has 72 tickets. The last four quarters have"
                " 1: by the year, this goal can be neither met nor missed clearly"
            ),
        ),
        (
            "S1",
            {"year": Year(0.0, 2, None)},
            (
                "A year without a miss is clear once it has 72 tickets. The last four quarters have"
                " 2: by the year, this goal can be missed clearly, but not met clearly"
            ),
        ),
        # Two lines of one order may be late together: they show no more than one.
        (
            "D1",
            {"year": Year(0.0, 2, None, 1)},
            (
                "A year without a miss is clear once it has 72 lines. The last four quarters have"
                " 2: by the year, this goal can be neither met nor missed clearly"
            ),
        ),
        (
            "S2",
            {"year": Year(90.0, 23, None)},
            "A year without a miss is clear once it has 23 tickets",
        ),
        (
            "D1",
            {"orders": 30},
            (
                "A year without a miss is clear once it has 72 lines, or as many orders where the"
                " lines of an order may go wrong together"
            ),
        ),
        ("P2", {}, "A year without a complaint is clear once it has 3,689 orders"),
        (
            "Q2",
            {},
            (
                "A year without a confirmed notice is clear once the denominator reaches 12,297; it"
                " takes more where confirmed notices usually weigh more than one"
            ),
        ),
        ("S3", {}, "A year can be clear once it has 6 tickets"),
    ],
)
def test_from_which_volume_on_a_goal_can_be_shown(metric_id, other, words):
    assert volume_words(Reading(DEFINITIONS[metric_id], "ok", **other)) == words


def test_a_goal_that_leaves_no_miss_can_never_be_shown():
    faultless = replace(DEFINITIONS["D1"], goal=100)
    assert (
        volume_words(Reading(faultless, "ok"))
        == "That this goal is met can never be clear: it leaves room for no miss at all"
    )


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        ({}, None),
        (
            {"D1": 0.052},
            (
                "Each test errs less than once in 40, and a goal has up to four: on either side of it,"
                " by the year and by the run. For the one goal judged here that is together at most"
                " one false “clear” in 19 quarters"
            ),
        ),
        (
            {"D1": 0.05, "S1": 0.04, "B1": 0.07},
            (
                "Each test errs less than once in 40, and a goal has up to four: on either side of it,"
                " by the year and by the run. Over the three goals judged here, one of them the"
                " buyer’s, that is together at most one false “clear” in six quarters"
            ),
        ),
        (
            {"D1": 0.009, "S1": 0.0},
            (
                "Each test errs less than once in 40, and a goal has up to four: on either side of it,"
                " by the year and by the run. Over the two goals judged here that is together at most"
                " one false “clear” in 100 quarters"
            ),
        ),
        (
            {"B1": 0.5, "B2": 0.7},
            (
                "Each test errs less than once in 40, and a goal has up to four: on either side of it,"
                " by the year and by the run. Over the two goals judged here, the buyer’s own, that is"
                " together at most two false “clear” a quarter"
            ),
        ),
    ],
)
def test_what_chance_alone_would_call_clear(chances, words):
    facts = rich()
    found = {
        r.id: replace(r, false_alarm=chances.get(r.id))
        for r in (*facts.readings, *facts.ours)
    }
    assert page.false_alarm_words(with_readings(facts, **found)) == words


@pytest.mark.parametrize(
    ("d1", "d2", "words"),
    [
        (
            ["a", "b"],
            ["a", "b"],
            [
                "On time in full and promise kept after confirming miss by the same two lines: one"
                " thing, not two"
            ],
        ),
        (
            ["a"],
            ["a"],
            [
                "On time in full and promise kept after confirming miss by the same line: one"
                " thing, not two"
            ],
        ),
        (
            ["a", "b", "c"],
            ["a", "b"],
            [
                "Both lines that miss promise kept after confirming are among the three that miss"
                " on time in full"
            ],
        ),
        (["a", "b", "c"], ["a"], []),
        (["a", "b"], ["b", "c"], []),
    ],
)
def test_two_metrics_that_miss_by_the_same_rows(d1, d2, words):
    facts = judged(D1="missed", D2="missed")
    rows = {}
    for metric_id, missed in (("D1", d1), ("D2", d2)):
        found = facts.rows[metric_id].head(len(missed)).copy()
        found["row_id"] = missed
        rows[metric_id] = found
    assert page.same_rows_words(replace(facts, rows=facts.rows | rows)) == words
