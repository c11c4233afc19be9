"""Sentences, word for word: each named case of the worlds at hand, and each clause only where its fact holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from srmlib import findings
from srmlib.calendar import Quarter
from srmlib.metrics.definition import Definition
from srmlib.metrics.reading import Reading
from srmlib.metrics.verdict import p_prime_chart
from srmlib.reports.facts import MonthlyChart, gather

D1 = Definition("D1", "On time, in full", "Delivery", "%", "up", 95, 85, 20, "Wilson", (), "", "", signed_by_buyer="a", signed_by_supplier="b")
READING = Reading(D1, "ok", n=214, numerator=196, denominator=214, value=91.589, interval=(87.1, 94.6), verdict="below_clear", previous=93.0)
Q3 = Quarter.parse("2026Q3")


@pytest.mark.parametrize(
    ("reading", "sentence"),
    [
        (
            READING,
            "On time, in full: 91.6% (196 of 214), goal ≥ 95%. Outside the green zone, clear of chance. Down from 93.0%; a move this size could be chance.",
        ),
        (
            replace(READING, previous=99.0),
            "On time, in full: 91.6% (196 of 214), goal ≥ 95%. Outside the green zone, clear of chance. Down from 99.0%; beyond chance.",
        ),
        (replace(READING, previous=None), "On time, in full: 91.6% (196 of 214), goal ≥ 95%. Outside the green zone, clear of chance."),
        (
            replace(READING, previous=91.62, verdict=None),
            "On time, in full: 91.6% (196 of 214), goal ≥ 95%. Definition not yet agreed: no verdict. Unchanged from 91.6%.",
        ),
        (replace(READING, state="too_few", n=6), "On time, in full: too few to judge (6 lines)."),
        (replace(READING, state="too_few", n=1), "On time, in full: too few to judge (1 line)."),
        (replace(READING, state="no_data", value=None), "On time, in full: nothing to count."),
        (replace(READING, state="not_supplied", value=None), "On time, in full: not supplied."),
    ],
)
def test_a_metric_in_a_sentence(reading, sentence):
    assert findings.sentence(reading) == sentence


@pytest.mark.parametrize(
    ("supplier_id", "sentences"),
    [
        (
            "S-1001",
            [
                "Nothing moved beyond chance since 2026 Q2.",
                "1 of 3 judged metrics is in the green zone; none of the 2 outside are clear of chance.",
                "A price of 42.04 EUR per piece costs at least 50.18 in use (+19.4%): freight is not known for 3 of 51 receipts.",
            ],
        ),
        (
            "S-1007",
            [
                "Too little to judge this quarter.",
                "A price of 6.48 EUR per kg costs 6.82 in use; too few to judge (5 cost events).",
            ],
        ),
        ("S-1008", ["Too little to judge this quarter.", "Nothing was received; costs of 3,658.00 EUR were booked."]),
    ],
)
def test_the_page_in_three_sentences(sample, supplier_id, sentences):
    assert findings.summary_sentences(gather(sample, supplier_id, Q3)) == sentences


def test_the_dear_cheap_part(sample):
    facts = {s: gather(sample, s, Q3) for s in ("S-1002", "S-1003")}
    costs = {s: f.cost for s, f in facts.items()}
    assert findings.cost_headline(facts["S-1002"]) == "A price of 48.00 EUR per piece costs 56.92 in use (+18.6%); the largest part: line stops and waiting"
    assert costs["S-1002"].price_per_good_unit < costs["S-1003"].price_per_good_unit
    assert costs["S-1002"].per_good_unit > costs["S-1003"].per_good_unit


def test_improvements_come_first(scms):
    facts = gather(scms, "Orgenics, Ltd", Quarter.parse("2015Q3"))
    assert findings.summary_sentences(facts) == [
        "Lead-time spread improved from 148.0 days to 9.0 days, beyond chance. On time (quantities not supplied) fell back from 95.6% to 72.5%, beyond chance.",
        "2 metrics without a verdict: no definition is agreed yet.",
        "Too little is known to say what a price of 4,082,775.00 USD costs in use: freight is not known for 36 of 41 receipts.",
    ]


@pytest.mark.parametrize(
    ("hits", "counts", "words"),
    [
        ([9] * 6, [10] * 6, "too few months with lines to tell a pattern (6)"),
        ([9] * 8, [10] * 8, "no month stands out: all 8 are this process's usual variation"),
        ([9, 0], [10, 0], "too few months with lines to tell a pattern (1)"),
        (
            [46, 44, 45, 47, 44, 46, 45, 44, 46, 45, 45, 46, 25],
            [50] * 13,
            "January 2027 stands out; eight months or more in a row lie on one side of the average",
        ),
        ([48] * 6 + [44] * 8, [50] * 14, "the last eight months or more all lie below the average: a shift, not chance"),
    ],
)
def test_what_stands_out(hits, counts, words):
    months = [date(2026 + i // 12, i % 12 + 1, 1) for i in range(len(hits))]
    assert findings.months_finding(MonthlyChart(months, hits, counts, p_prime_chart(hits, counts))) == words


@pytest.mark.parametrize(
    ("value", "previous", "words"),
    [
        (96.0, 94.0, "entered the green zone, could be chance"),
        (96.0, 80.0, "entered the green zone, beyond chance"),
        (91.0, 97.0, "left the green zone, beyond chance"),
        (91.0, 92.0, "stayed outside"),
        (97.0, 99.9, "stayed in the green zone"),
        (91.0, 80.0, "stayed outside, moved beyond chance"),
    ],
)
def test_what_changed_since_last_quarter(value, previous, words):
    assert findings.zone_change(replace(READING, value=value, previous=previous, interval=(value - 4, value + 2.5))) == words
