"""Page one in words: each sentence word for word, and each clause only where its fact holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pandas as pd
import pytest
from facts_fixture import (
    ALL,
    DEFINITIONS,
    FREIGHT,
    PRICE,
    QUARTER,
    cost,
    cost_line,
    disputes,
    freight_unknown,
    hostile,
    missing,
    nothing_received,
    rich,
    signed,
    six_lines,
    with_readings,
)

from srmlib.agreement.restatement import Restatement, Total
from srmlib.facts import Extract, Facts
from srmlib.metrics.disputes import DisputedRange
from srmlib.metrics.evidence import Year
from srmlib.metrics.result import Reading
from srmlib.promises.kept import BrokenPromise
from srmlib.rules.elements import ELEMENTS
from srmlib.rules.metric import Noun
from srmlib.words.cost import cost_headline
from srmlib.words.counts import allowed_words
from srmlib.words.in_use import cost_line as cost_said
from srmlib.words.in_use import cost_parts
from srmlib.words.points import Bullet, for_buyer, for_supplier
from srmlib.words.settle import to_settle
from srmlib.words.status import status_line
from srmlib.words.summary import (
    LONGEST_LEAD,
    LONGEST_MOVED,
    lead,
    moved,
    scorecard_title,
    sentences,
)

LOTS = Noun(one="lot", many="lots")


def reading_of(metric_id: str, **known: object) -> Reading:
    """A reading of a metric that both firms signed."""
    given = {"state": "ok", "counted": DEFINITIONS[metric_id].metric.counted} | known
    return Reading(signed(DEFINITIONS[metric_id]), **given)


def share(
    metric_id: str, met: int, of: int, verdict: str | None = None, **other: object
) -> Reading:
    """A share of rows that each met or did not."""
    clear = "year" if verdict and verdict.endswith("clear") else None
    known = {"n": of, "numerator": met, "denominator": of, "value": 100 * met / of}
    return reading_of(metric_id, **known, verdict=verdict, clear_by=clear, **other)


def only(*readings: Reading, **other: object) -> Facts:
    """Facts in which only these metrics are counted; their rows hold an order each."""
    facts = rich()
    known = {one.id: one for one in readings}
    facts = with_readings(facts, **missing(facts, *known), **known)
    rows = {
        one.id: rows_of_share(one)
        for one in readings
        if one.definition.metric.kind == "share"
    }
    return replace(facts, rows=facts.rows | rows, disputes=disputes(), **other)


def rows_of_share(reading: Reading, orders: list[str] | None = None) -> pd.DataFrame:
    """As many rows as a share says; those that missed come first, named by the metric."""
    missed = reading.denominator - reading.numerator
    if reading.definition.better == "down":
        missed = reading.numerator
    hits = reading.definition.better == "up"
    places = range(reading.denominator)
    return pd.DataFrame(
        {
            "row_id": [f"{reading.id}-{place}" for place in places],
            "counted_on": date(2026, 7, 1),
            "outcome": ["late" if place < missed else "on_time" for place in places],
            "is_counted": True,
            "numerator": [Decimal(int((place < missed) != hits)) for place in places],
            "denominator": Decimal(1),
            "order_id": orders or [f"O-{place}" for place in places],
        }
    )


def restated(then: str, now: str) -> Restatement:
    """On time in full of the quarter before, as it read then and reads now."""
    totals = [Total(Fraction(value), Fraction(0), Fraction(0), 50) for value in (then, now)]
    definition, days = signed(DEFINITIONS["D1"]), (date(2026, 7, 2), date(2026, 10, 2))
    return Restatement(QUARTER.previous(), definition, definition, *days, *totals, rows=[])


# What was missed, and what the goal allows


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        # 22 × 1.5 % is 0.33: no lot may be rejected. 1 − 0.985²² − 22 × 0.015 × 0.985²¹ = 1/23.
        (
            share("Q1", 20, 22, "far_clear"),
            ("2 of 22; goal allows 0", "by chance: 1 quarter in 23"),
        ),
        # 1 − 0.95¹² = 0.46.
        (
            share("S1", 11, 12, "missed"),
            ("1 of 12; goal allows 0", "by chance: 1 quarter in 2"),
        ),
        # 0.15²⁵ and more of its like: of 25 tickets 13 and more at 15 % each is under one in 1,000.
        (
            share("S2", 12, 25, "missed_clear"),
            ("13 of 25; goal allows 3", "by chance: less than 1 quarter in 1,000"),
        ),
        # On goal to the last row: 20 × 5 % is 1, whatever floating point makes of it.
        (share("S1", 19, 20, "met"), ("1 of 20; goal allows 1", None)),
        (share("C2", 51, 51, "met"), ("none of 51", None)),
        # Where less is better the numerator is what is missed: 1 − 0.95⁵⁰ … from four on.
        (
            share("B1", 4, 50, "missed"),
            ("4 of 50; goal allows 2", "by chance: 1 quarter in 4"),
        ),
        # What hangs together in orders is not independent.
        (share("D1", 46, 50, "missed", orders=34), ("4 of 50; goal allows 2", None)),
        # Nobody agreed the goal: it allows nothing.
        (replace(share("C2", 60, 61), definition=DEFINITIONS["C2"]), ("1 of 61", None)),
        (share("D1", 5, 6, state="too_few"), ("1 of 6 lines missed; judged from 20", None)),
        (
            share("Q3", 2, 2, state="too_few"),
            ("none of 2 actions missed; judged from 5", None),
        ),
        (
            reading_of(
                "Q2", state="too_few", n=1, numerator=1, denominator=4960, value=201.6
            ),
            ("1 confirmed notice; judged from 3", None),
        ),
        (
            reading_of("S3", state="too_few", n=5, value=5.9),
            ("5 tickets; judged from 8", None),
        ),
        (
            reading_of(
                "Q2",
                state="too_few",
                n=4,
                value=94.3,
                denominator=31800,
                is_known_enough=False,
            ),
            ("too little is known to judge", None),
        ),
        (reading_of("D3", n=49, value=4.0, verdict="met"), ("from 49 lines", None)),
        (
            reading_of("C1", n=62, value=22.6, verdict="missed_clear"),
            ("from 62 cost events", None),
        ),
        # Two per 100 lines allow one in 63.
        (
            reading_of(
                "B5", n=63, numerator=2, denominator=63, value=3.17, verdict="missed"
            ),
            ("2 changes in 63 lines; goal allows 1", None),
        ),
        (
            reading_of("B5", n=57, numerator=0, denominator=57, value=0.0, verdict="met"),
            ("no changes in 57 lines", None),
        ),
        (reading_of("D1", state="not_supplied"), ("not supplied", None)),
        (reading_of("C1", state="no_data"), ("nothing to count", None)),
    ],
)
def test_what_was_missed_and_what_the_goal_allows(reading, words):
    assert allowed_words(reading) == words


@pytest.mark.parametrize(
    ("met", "of", "chance"),
    [
        # Row by row 1 − 0.95³⁰ − 30 × 0.05 × 0.95²⁹ = 0.447; less where the two lines of the one
        # order go one way. A thousandth is added for what is left out.
        (28, 30, "by chance: up to 1 quarter in 2"),
        # If both lines go one way: 0.05 × 0.412 + 0.95 × 0.049 = 0.067, more than row by row.
        (26, 30, "by chance: up to 1 quarter in 14"),
        # 1 − 0.95³⁹ − 39 × 0.05 × 0.95³⁸ = 0.587.
        (37, 39, "by chance: often"),
    ],
)
def test_the_chance_of_rows_that_hang_together_is_at_most_so_much(met, of, chance):
    """All lines are orders of their own but two, which are late together."""
    reading = share("D1", met, of, "missed", orders=of - 1)
    orders = ["O-0", "O-0", *(f"O-{place}" for place in range(2, of))]
    assert allowed_words(reading, rows_of_share(reading, orders))[1] == chance


# What this is, and how fresh


def file(
    name: str, last: date | None, days: int | None = 7, stale: bool = False
) -> Extract:
    return Extract("sample", name, "a1" * 32, 10, 10, 0, last, days, stale)


RECEIPTS = file("receipts.csv", date(2026, 10, 1))
FX = file("fx.csv", date(2026, 9, 25), 3, stale=True)


def test_the_day_of_the_register_stands_beside_that_of_the_data():
    """The extract ends before the review, what people entered does not."""
    known = SimpleNamespace(as_of=date(2026, 10, 13), former=())
    _, line = status_line(replace(rich(), relationship=known))
    assert line.startswith("Data to 2 October 2026 · entries to 13 October 2026 · ")
    assert "entries" not in status_line(replace(rich(), relationship=None))[1]


@pytest.mark.parametrize(
    ("other", "lines"),
    [
        (
            {"extracts": [RECEIPTS, FX]},
            [
                "One file for both firms · goals agreed 12 January 2026",
                "Data to 2 October 2026 · 2 files read, one late: exchange rates end 25 September,"
                " which touches no cost on this page",
            ],
        ),
        (
            {
                "extracts": [FX],
                "ledger": pd.DataFrame({"stated_currency": ["EUR", "USD", None, "USD"]}),
            },
            [
                None,
                "Data to 2 October 2026 · 1 file read, one late: exchange rates end 25 September,"
                " which values the amounts in USD",
            ],
        ),
        (
            {"extracts": [file("meetings.csv", date(2025, 12, 9), stale=True), RECEIPTS]},
            [
                None,
                "Data to 2 October 2026 · 2 files read, one late: meetings end 9 December 2025",
            ],
        ),
        (
            {"extracts": [file("tickets.csv", date(2026, 9, 1), stale=True)]},
            [
                None,
                "Data to 2 October 2026 · 1 file read, one late: tickets end 1 September, which"
                " touches first response in time, fixed first time and one more",
            ],
        ),
        (
            {"extracts": [file("ekpo_2026.txt", date(2026, 9, 1), stale=True)]},
            [
                None,
                "Data to 2 October 2026 · 1 file read, one late: ekpo_2026.txt ends 1 September",
            ],
        ),
        (
            {"extracts": [RECEIPTS], "audience": "internal"},
            [
                "Internal: not for Harrow Castings · goals agreed 12 January 2026",
                "Data to 2 October 2026 · 1 file read, none known to be late",
            ],
        ),
        # Nobody said how often it comes: that it is not late is not known.
        (
            {"extracts": [file("a.csv", None, None)], "as_of": date(2026, 9, 14)},
            [
                None,
                "Data to 14 September 2026: the quarter is not over yet, its later lines are missing"
                " · 1 file read",
            ],
        ),
    ],
    ids=[
        "no other currency",
        "dollars",
        "nothing",
        "tickets",
        "no table",
        "internal",
        "not over",
    ],
)
def test_what_the_page_is_and_which_file_is_late(other, lines):
    facts = rich()
    agreed = {
        one.id: replace(
            one, definition=replace(one.definition, agreed_on=date(2026, 1, 12))
        )
        for one in facts.readings
    }
    said = status_line(replace(with_readings(facts, **agreed), **other))
    assert [line if line else said[0] for line in lines] == said


def test_when_goals_were_agreed():
    facts = rich()
    days = dict(zip(("Q1", "D1"), (date(2025, 12, 11), date(2026, 1, 12)), strict=True))
    dated = {
        name: replace(
            facts.reading(name),
            definition=replace(facts.reading(name).definition, agreed_on=day),
        )
        for name, day in days.items()
    }
    first = status_line(with_readings(facts, **dated))[0]
    assert first.endswith("· goals agreed from 11 December 2025 to 12 January 2026")
    assert (
        status_line(freight_unknown())[0]
        == "One file for both firms · no goal is agreed yet"
    )


# What matters


def dispute(open_count: int, if_decided: str) -> dict:
    return {
        "disputed": DisputedRange(95.2, 90.9, open_count),
        "rests_on_dispute": True,
        "if_decided": {"supplier": if_decided, "buyer": "far_clear"},
    }


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        (
            [
                share("Q1", 20, 22, "far_clear", **dispute(1, "missed")),
                reading_of("C1", value=22.6, n=62, verdict="missed_clear", clear_by="run"),
                share("S1", 11, 12, "missed"),
                reading_of("D3", value=4.0, n=49, verdict="met"),
            ],
            "Three of four agreed goals were missed. Two are lasting: accepted lots"
            " (rests on one disputed lot) and total cost over price; the other could be chance.",
        ),
        # A dispute that leaves the miss lasting is nothing to lean on.
        (
            [share("Q1", 20, 22, "far_clear", **dispute(1, "missed_clear"))],
            "The one agreed goal, accepted lots, was missed. The miss is lasting.",
        ),
        (
            [share("Q1", 20, 22, "missed"), share("S1", 12, 12, "met")],
            "One of two agreed goals was missed: accepted lots. The miss could be chance.",
        ),
        (
            [share("Q1", 20, 22, "missed"), share("S1", 11, 12, "missed")],
            "Both agreed goals were missed: accepted lots and first response in time. Each miss"
            " could be chance.",
        ),
        (
            [share("Q1", 22, 22, "met_clear"), share("S1", 12, 12, "met")],
            "Both agreed goals were met. One is met clearly: accepted lots.",
        ),
        (
            [
                share("Q1", 20, 22, "far_clear", **dispute(2, "met")),
                share("S1", 12, 12, "met"),
            ],
            "One of two agreed goals was missed: accepted lots. The miss is lasting (rests on two"
            " disputed lots).",
        ),
        # Of what nobody signed there is enough, but of what was agreed there is not.
        (
            [
                replace(share("C2", 51, 51), definition=DEFINITIONS["C2"]),
                share("Q1", 4, 4, state="too_few"),
            ],
            "Accepted lots: all four lots. That is too few to judge Harrow Castings’ goals.",
        ),
        ([share("Q1", 22, 22, "met")], "The one agreed goal, accepted lots, was met."),
        # What has too few rows is agreed and not judged: the goals are not all of them.
        (
            [share("Q1", 20, 22, "missed"), share("D1", 5, 6, state="too_few")],
            "The one goal judged, accepted lots, was missed. The miss could be chance.",
        ),
        (
            [share("Q1", 20, 22, "missed"), reading_of("C1", state="no_data")],
            "The one goal judged, accepted lots, was missed. The miss could be chance.",
        ),
        (
            [share("D1", 5, 6, state="too_few", year=Year(100 * 86 / 90, 90, None))],
            "Five of six lines came on time and in full; over twelve months 86 of 90. That is too"
            " few to judge Harrow Castings’ goals.",
        ),
        (
            [share("S1", 3, 3, state="too_few")],
            "First response in time: all three tickets. That is too few to judge Harrow Castings’"
            " goals.",
        ),
        ([], "Nothing could be counted this quarter."),
    ],
)
def test_what_matters(readings, words):
    assert lead(only(*readings)) == words


FEW_LINES = share("D1", 5, 6, state="too_few", year=Year(100 * 86 / 90, 90, None))
PAID_LATE = share("B3", 14, 16, "missed_clear")
FORECAST = reading_of("B2", value=19.0, n=9, verdict="missed")
HELD = share("B6", 3, 3, "met")


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        # What the buyer missed is told although too little is counted of the supplier.
        (
            [FEW_LINES, PAID_LATE, FORECAST],
            "Five of six lines came on time and in full; over twelve months 86 of 90. That is too"
            " few to judge Harrow Castings’ goals. Tarn Pumps missed both its own. One is lasting:"
            " invoices paid on time; the other could be chance.",
        ),
        (
            [PAID_LATE],
            "Nothing could be counted this quarter. Tarn Pumps missed its own one: invoices paid"
            " on time. The miss is lasting.",
        ),
        (
            [share("Q1", 22, 22, "met"), PAID_LATE, FORECAST, HELD],
            "The one agreed goal, accepted lots, was met. Tarn Pumps missed two of its own three."
            " One is lasting: invoices paid on time; the other could be chance.",
        ),
        (
            [
                share("Q1", 22, 22, "met"),
                PAID_LATE,
                replace(FORECAST, verdict="far_clear", clear_by="year"),
            ],
            "The one agreed goal, accepted lots, was met. Tarn Pumps missed both its own. Both are"
            " lasting: invoices paid on time and forecast error.",
        ),
        (
            [share("Q1", 22, 22, "met"), FORECAST, HELD],
            "The one agreed goal, accepted lots, was met. Tarn Pumps missed one of its own two:"
            " forecast error. The miss could be chance.",
        ),
        (
            [share("Q1", 22, 22, "met"), HELD],
            "The one agreed goal, accepted lots, was met. Tarn Pumps met its own one.",
        ),
    ],
)
def test_of_the_buyer_the_lead_says_the_same_as_of_the_supplier(readings, words):
    assert lead(only(*readings, buyer="Tarn Pumps")) == words


def test_what_matters_where_two_goals_are_missed_by_the_same_rows():
    readings = [share(name, 40, 50, "missed_clear") for name in ("D1", "D2")]
    facts = only(*readings)
    same = rows_of_share(readings[0])
    facts = replace(facts, rows=facts.rows | {"D1": same, "D2": same})
    assert lead(facts) == (
        "Both agreed goals were missed. Both are lasting: on time in full with promise kept"
        " after confirming (the same ten lines)."
    )


@pytest.mark.parametrize(
    ("orders", "explained"),
    [
        (["A"] * 9 + ["B"], "; nine of the ten late ones are one order"),
        (["A"] * 10, "; all ten late ones are one order"),
        (["A"] * 4 + list("BCDEFG"), ""),
        (["A"] * 5 + list("BCDEF"), "; five of the ten late ones are one order"),
    ],
)
def test_the_one_order_that_explains_most(orders, explained):
    unsigned = replace(share("D1", 17, 27), definition=DEFINITIONS["D1"])
    facts = only(unsigned)
    rows = rows_of_share(unsigned, [*orders, *(f"O-{place}" for place in range(17))])
    facts = replace(facts, rows={"D1": rows})
    said = f"17 of 27 lines came on time and in full{explained}."
    assert lead(facts) == f"{said} No goal is agreed yet."
    assert for_supplier(replace(facts, cost=cost([PRICE]))) == [
        Bullet("On time in full.", f"17 of 27 lines{explained}.")
    ]


@pytest.mark.parametrize("name", ALL)
def test_the_lead_is_three_lines_and_what_moved_is_two(name):
    facts = ALL[name]()
    assert len(lead(facts)) <= LONGEST_LEAD
    assert len(moved(facts)) <= LONGEST_MOVED


# What it costs


def test_what_a_price_costs_in_use():
    said = cost_said(rich())
    # 4,210 + 235 + 92 + 326 − 71 = 4,792 for 100 pieces; 582 of 4,210 is 13.8 %.
    assert said.strong == "A piece costs 47.92 EUR in use; its price is 42.10."
    assert said.words == "The 13.8% on top is 582 EUR this quarter."
    assert [(part.role, part.rounded, part.words) for part in cost_parts(rich())] == [
        ("cause-theirs", "279 EUR", "Harrow Castings’ cause"),
        ("cause-not-agreed", "36 EUR", "cause not agreed yet"),
        ("cause-ours", "32 EUR", "the buyer’s cause"),
        ("cause-terms", "235 EUR", f"agreed terms ({freight_called()})"),
    ]
    assert sum(part.share for part in cost_parts(rich())) == pytest.approx(1)
    named = cost_parts(replace(rich(), buyer="Tarn Pumps"))
    assert named[2].words == "Tarn Pumps’ cause"


def freight_called() -> str:
    (line,) = (one for one in rich().cost.lines if one.id == "freight_duty")
    return line.name[0].lower() + line.name[1:]


@pytest.mark.parametrize(
    ("elements", "stated", "said"),
    [
        (("warranty",), ("freight", "insurance"), ("three kinds of cost are", "3 kinds")),
        ((), ("freight", "insurance"), ("two kinds of cost are", "2 kinds")),
        (("warranty",), (), ("one kind of cost is", "1 kind")),
    ],
)
def test_what_is_not_measured_is_one_count_in_every_place(elements, stated, said):
    parts = tuple(replace(FREIGHT, id=name) for name in stated)
    lines = [PRICE, replace(FREIGHT, components=parts)]
    facts = replace(rich(), cost=replace(cost(lines), not_measured=elements))
    assert f"{said[0]} not measured" in cost_said(facts).quiet.lower()
    assert f"({said[1]} of cost not measured)" in cost_headline(facts)


def test_what_is_not_in_the_cost_is_said():
    said = cost_said(freight_unknown())
    assert said.strong == "What 4.2 k EUR of goods cost in use cannot be said yet."
    assert said.words == "Beside the price no cost is known."
    assert said.quiet.startswith("Freight of 36 of 41 receipts is not known; ")


@pytest.mark.parametrize(
    ("lines", "receipts", "strong", "words"),
    [
        ([], 0, None, None),
        (
            [cost_line("support_time", "310.00", 1, {"open": "310.00"})],
            0,
            "Nothing was received; costs came to 310 EUR this quarter.",
            "",
        ),
        (
            [cost_line("scrap", "310.00", 1, {"open": "310.00"})],
            4,
            "What was received has no price; costs came to 310 EUR this quarter.",
            "",
        ),
        (
            [PRICE, cost_line("recovered", "-421.00", 2, {"theirs": "-421.00"})],
            41,
            "A piece costs 37.89 EUR in use; its price is 42.10.",
            "Credits took 421 EUR this quarter off the price, more than all costs added.",
        ),
        (
            [PRICE, cost_line("scrap", "0.00", 0, {})],
            41,
            "A piece costs 42.10 EUR in use; its price is 42.10.",
            "Nothing was added to the price.",
        ),
    ],
    ids=["nothing", "services", "free of charge", "credits", "nothing added"],
)
def test_other_costs(lines, receipts, strong, words):
    facts = replace(rich(), cost=cost(lines, receipts=receipts))
    said = cost_said(facts)
    assert (said and said.strong, said and said.words) == (strong, words)


def test_without_a_unit_that_all_share_the_sum_is_said():
    facts = replace(rich(), cost=cost([PRICE, FREIGHT], good_qty=None))
    assert (
        cost_said(facts).strong == "What was bought for 4.2 k EUR costs 4.4 k EUR in use."
    )


def test_where_no_other_cost_is_supplied_none_is_called_zero():
    facts = rich()
    others = {line for line in ELEMENTS if line != "price"}
    facts = replace(facts, cost=replace(cost([PRICE]), not_measured=tuple(sorted(others))))
    said = cost_said(facts)
    assert (said.strong, said.words) == (
        "What came was bought for 4.2 k EUR.",
        "No other cost is in the data.",
    )
    assert cost_parts(facts) == []


def test_credits_that_are_more_than_the_cost_have_no_share():
    lines = [PRICE, FREIGHT, cost_line("recovered", "-71.00", 6, {"theirs": "-71.00"})]
    parts = cost_parts(replace(rich(), cost=cost(lines)))
    assert [(part.role, part.rounded, part.share) for part in parts] == [
        ("cause-theirs", "−71 EUR", 0.0),
        ("cause-terms", "235 EUR", 1.0),
    ]


# The three columns


def test_what_is_for_the_supplier():
    readings = [
        share(
            "Q1",
            20,
            22,
            "far_clear",
            year=Year(100 * 77 / 82, 82, None),
            previous=100.0,
            change_chance=0.49,
        ),
        share("S1", 11, 12, "missed", year=Year(100 * 46 / 49, 49, None)),
        reading_of("D3", value=4.0, n=49, verdict="met", previous=5.2, change_chance=0.7),
    ]
    facts = only(*readings, cost=cost([PRICE, *LINES]))
    over = disputes({"metric_id": "Q1", "row_id": "Q1-0"})
    assert for_supplier(replace(facts, disputes=over)) == [
        Bullet("Goal met:", "delivery variability (4.0 days, was 5.2 days)."),
        Bullet(
            "Accepted lots.",
            "77 of 82 in twelve months, 93.9%; goal 98.5%. Two unaccepted lots of 22 this quarter,"
            " one of them disputed.",
        ),
        Bullet(
            "First response in time.",
            "One miss in twelve tickets this quarter; the goal allows none. 46 of 49 in twelve"
            " months, 94%; goal 95%.",
        ),
        Bullet(
            "Largest costs of its cause.", "Line stops and waiting 4.8 k, scrap 290 EUR."
        ),
    ]


LINES = [
    cost_line("line_stop", "8460.00", 2, {"theirs": "4800.00", "open": "3660.00"}),
    cost_line("scrap", "326.00", 41, {"theirs": "290.00", "open": "36.00"}),
    cost_line("premium_freight", "92.00", 23, {"theirs": "60.00", "ours": "32.00"}),
]


def test_what_got_better_by_more_than_chance_stands_first():
    better = share("S1", 96, 100, "met", previous=82.0, change_chance=0.01)
    facts = only(better, share("Q1", 20, 22, "missed"), cost=cost([PRICE]))
    assert for_supplier(facts)[0] == Bullet(
        "Better:", "first response in time (96%, was 82%)."
    )
    by_chance = replace(better, change_chance=0.4)
    facts = only(by_chance, share("Q1", 20, 22, "missed"), cost=cost([PRICE]))
    assert for_supplier(facts)[0] == Bullet(
        "Goal met:", "first response in time (96%, was 82%)."
    )


def test_nothing_is_praised_that_is_good_on_the_surface_only():
    """Quick answers that fix nothing are no goal met to be glad of."""
    quick = share("S1", 27, 28, "met")
    facts = only(quick, share("S2", 12, 25, "missed_clear"), cost=cost([PRICE]))
    assert [point.strong for point in for_supplier(facts)] == ["Fixed first time."]
    by_chance = only(quick, share("S2", 20, 25, "missed"), cost=cost([PRICE]))
    assert [point.strong for point in for_supplier(by_chance)] == [
        "Goal met:",
        "Fixed first time.",
    ]


def test_the_rows_that_miss_two_goals_are_told_once():
    readings = [share("D1", 46, 50, "missed"), share("D2", 46, 50, "missed_clear")]
    facts = only(*readings, cost=cost([PRICE]))
    same = rows_of_share(readings[0])
    facts = replace(facts, rows={"D1": same, "D2": same})
    assert for_supplier(facts) == [
        Bullet(
            "On time in full.",
            "Four missed lines of 50 this quarter; the goal allows two. The same lines miss promise"
            " kept after confirming, a lasting miss.",
        )
    ]


def test_a_clear_miss_stands_before_a_larger_one_that_could_be_chance():
    facts = only(share("S2", 12, 25, "missed"), share("P1", 64, 65, "missed_clear"))
    strong = [point.strong for point in for_supplier(replace(facts, cost=cost([PRICE])))]
    assert strong[0].startswith("Promises not broken")
    assert strong[1] == "Fixed first time."


@pytest.mark.parametrize(
    ("history", "since"),
    [
        ([5.0, 3.0, 9.0, 9.0, 9.0], ": missed for the third quarter in a row"),
        ([9.0] * 8, ": missed in each of the last eight quarters"),
        ([3.0, 9.0, 9.0], ", was 9.0 days"),
        ([9.0, None, 9.0, 9.0], ", was 9.0 days"),
        ([9.0], ""),
    ],
)
def test_how_long_a_goal_has_been_missed(history, since):
    before = history[-2] if len(history) > 1 else None
    named = [(f"q{place}", value) for place, value in enumerate(history)]
    reading = reading_of(
        "D3", value=9.0, n=49, verdict="missed", previous=before, history=named
    )
    facts = only(reading, cost=cost([PRICE]))
    said = f"9.0 days, goal at most 4 days{since}."
    assert for_supplier(facts) == [Bullet("Delivery variability.", said)]


def test_the_buyer_has_its_own_misses_and_broken_promises():
    forecast = reading_of(
        "B2",
        value=17.25,
        n=9,
        numerator=866,
        denominator=5020,
        verdict="missed",
        previous=11.2,
    )
    facts = only(forecast, share("B3", 48, 52, "missed"), buyer="Tarn Pumps")
    rows = pd.DataFrame(
        {
            "row_id": ["F-1", "F-2", "F-3"],
            "is_counted": [True, True, False],
            "forecast_qty": [Decimal(600), Decimal(540), Decimal(9000)],
            "ordered_qty": [Decimal(500), Decimal(500), Decimal(1)],
            "measured_in": ["piece", "piece", "piece"],
        }
    )
    facts = replace(facts, rows=facts.rows | {"B2": rows})
    # 1,140 forecast and 1,000 ordered: the row that is left out is no part of it.
    assert [(point.strong, point.words) for point in for_buyer(facts)] == [
        (
            "Invoices paid on time.",
            "Four misses in 52 invoice lines this quarter; the goal allows two.",
        ),
        (
            "Forecast error.",
            "14% more was forecast than ordered; error 17%, goal at most 15%, was 11%.",
        ),
        (
            "Customers.",
            "Two of 40 promises were broken: one by Harrow Castings and one with no agreed cause.",
        ),
    ]


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        (["ours"], "One of 40 promises was broken, by Tarn Pumps or another firm."),
        (["not_agreed"] * 3, "Three of 40 promises were broken; no cause is agreed yet."),
        (
            ["ours", "ours", "shared"],
            "Three of 40 promises were broken: two by Tarn Pumps or another firm and one by both.",
        ),
    ],
)
def test_broken_promises_are_counted_and_nobody_is_named(sides, words):
    broken = tuple(
        BrokenPromise(
            f"PR-{place}", f"CO-{place}", date(2026, 7, 6), None, 3, side, ("leaks",)
        )
        for place, side in enumerate(sides)
    )
    facts = only(buyer="Tarn Pumps")
    facts = replace(facts, promises=replace(facts.promises, broken=broken))
    assert for_buyer(facts) == [Bullet("Customers.", words)]


def test_a_part_that_is_not_supplied_is_said_and_not_praised():
    facts = only(promises=replace(rich().promises, broken=()))
    assert for_buyer(facts) == [
        Bullet(
            "Not in this data.",
            "What the buyer does that Harrow Castings feels: forecasts, changes, payments, answers.",
        )
    ]


def test_what_is_to_settle():
    q1 = share(
        "Q1",
        20,
        22,
        "far_clear",
        disputed=DisputedRange(100 * 20 / 21, 100 * 20 / 22, 1),
        if_decided={"supplier": "missed", "buyer": "far_clear"},
    )
    d1 = share(
        "D1",
        46,
        50,
        "missed",
        disputed=DisputedRange(96.0, 92.0, 2),
        if_decided={"supplier": "met", "buyer": "missed"},
    )
    c2 = replace(share("C2", 51, 51), definition=DEFINITIONS["C2"])
    facts = only(q1, d1, c2, cost=cost([PRICE, *LINES]))
    facts = replace(
        facts,
        disputes=disputes({}, {}, {"state": "open"}, {"state": "refused"}),
        restatements=[
            restated("94", "92"),
            restated("94", "94.01"),
            replace(restated("94", "90"), was_published=False),
        ],
    )
    assert to_settle(facts) == [
        Bullet(
            "Three disputed rows.",
            "If all are decided for Harrow Castings: accepted lots 95.2% (could be chance) and on"
            " time in full 96.0% (met).",
        ),
        Bullet(
            "3.7 k EUR without an agreed cause.",
            "Line stops and waiting 3.7 k, scrap 36 EUR.",
        ),
        # What reads the same as it is printed is no news.
        Bullet(
            "One published number of last quarter restated.",
            "On time in full 92.0%, was 94.0%. One that was too few to judge reads differently too.",
        ),
        Bullet("One definition unsigned.", "Invoices right first time."),
    ]


def test_a_number_nobody_published_is_not_called_restated():
    facts = only(restatements=[replace(restated("94", "92"), was_published=False)])
    assert not any("restated" in point.strong for point in to_settle(facts))


def test_a_number_that_was_nothing_is_restated_like_any_other():
    facts = only(restatements=[restated("0", "2")])
    assert Bullet(
        "One published number of last quarter restated.", "On time in full 2.0%, was 0.0%."
    ) in to_settle(facts)


def test_without_any_agreement_the_signatures_are_what_is_to_settle():
    facts = replace(freight_unknown(), promises=replace(rich().promises, broken=()))
    assert to_settle(facts) == [
        Bullet(
            "No goal is agreed yet.",
            "On time in full and total cost over price are counted; their definitions wait for both"
            " signatures.",
        )
    ]


def test_what_is_hardly_anything_of_the_cost_is_no_matter_to_settle():
    lines = [
        PRICE,
        cost_line("scrap", "5000.00", 9, {"theirs": "5000.00"}),
        cost_line("expedite", "45.00", 1, {"open": "45.00"}),
    ]
    assert not any(
        "agreed cause." in one.strong and "EUR" in one.strong
        for one in to_settle(only(cost=cost(lines)))
    )


def test_no_column_has_more_than_four_points():
    for make in ALL.values():
        for column in (for_supplier, for_buyer, to_settle):
            points = column(make())
            assert len(points) <= 4
            assert all(point.words.endswith(".") for point in points)
            assert all(point.strong[-1] in ".:" for point in points)


# What moved


def test_what_entered_and_left_the_goals_met():
    facts = only(
        share("B3", 52, 52, "met", previous=87.0, change_chance=0.2),
        share("Q1", 20, 22, "missed", previous=100.0, change_chance=0.5),
        reading_of("D3", value=4.0, n=49, verdict="met", previous=4.0, change_chance=1.0),
    )
    assert moved(facts) == (
        "Since April to June: invoices paid on time now meets its goal; accepted lots no longer"
        " meets its goal; none of these changes is significant."
    )


def test_what_moved_by_more_than_chance():
    facts = only(
        share("B3", 52, 52, "met", previous=87.0, change_chance=0.2),
        reading_of(
            "B2", value=30.0, n=9, verdict="missed", previous=17.0, change_chance=0.01
        ),
    )
    assert moved(facts) == (
        "Since April to June: invoices paid on time now meets its goal; clearly worse: forecast"
        " error; nothing else changed significantly."
    )


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        (
            [share("Q1", 20, 22, "missed", previous=100.0, change_chance=0.5)],
            "Since April to June: accepted lots no longer meets its goal; the change is not"
            " significant.",
        ),
        (
            [share("Q1", 20, 22, "missed", previous=91.0, change_chance=0.9)],
            "Since April to June nothing changed significantly.",
        ),
        (
            [share("Q1", 20, 22, "missed")],
            "No comparison: April to June has no number to compare with.",
        ),
    ],
)
def test_where_little_moved(readings, words):
    assert moved(only(*readings)) == words


# The scorecard's title, and all of it for report.json


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (rich(), "Fourteen metrics against their agreed goals"),
        (freight_unknown(), "Two metrics; no goal is agreed yet"),
        (
            only(
                share("Q1", 20, 22, "missed"),
                replace(share("C2", 51, 51), definition=DEFINITIONS["C2"]),
            ),
            "Two metrics, one of them against agreed goals",
        ),
        (nothing_received(), "One metric against its agreed goal"),
        (only(), "Nothing that is agreed or supplied could be counted"),
    ],
)
def test_the_title_of_the_scorecard(facts, words):
    assert scorecard_title(facts) == words


def test_every_sentence_of_page_one_is_in_the_file():
    facts = rich()
    found = json.loads(json.dumps(sentences(facts), allow_nan=False))
    assert found["lead"] == lead(facts)
    assert found["status"] == status_line(facts)
    assert found["cost"]["strong"] == cost_said(facts).strong
    assert found["moved"] == moved(facts)
    points = [point.words for point in for_supplier(facts)]
    assert [point["words"] for point in found["for_supplier"]] == points
    assert set(found["blocks"]) == {one.id for one in (*facts.readings, *facts.ours)}


def test_no_sentence_says_we_or_names_a_customer():
    for make in (rich, six_lines, nothing_received, freight_unknown):
        facts = make()
        said = sentences(facts)
        del said["blocks"]
        words = json.dumps(said, ensure_ascii=False)
        B1 = DEFINITIONS["B1"].name
        plain = words.replace(B1[0].lower() + B1[1:], "").replace(B1, "")
        for banned in (" we ", "We ", " our ", "Our ", " us ", "CO-1", "PR-1"):
            assert banned not in plain, banned


def test_any_text_from_outside_is_only_repeated():
    assert sentences(hostile())["lead"]
