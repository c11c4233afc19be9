"""The flow of a trace and its Pareto: widths are the money, every label can be read, and what is
ours or open is always there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree

import html5lib
import pytest
from drawing_fixture import marks, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from trace_rows import FOUNDRY, LATE, LINKS, RETURNED, link, trace

from srmlib.figures.flow import COLUMNS, MOST_NODES, trace_flow
from srmlib.figures.pareto import pareto, pareto_bars
from srmlib.figures.promises import broken_promises
from srmlib.figures.svg import Figure
from srmlib.figures.theme import DARK, LIGHT, var
from srmlib.numbers import compact
from srmlib.promises.kept import BrokenPromise, Period, Promises
from srmlib.trace.links import SIDES, Trace, TraceLink, events_of
from srmlib.words.trace import (
    NOT_TRACED,
    OURS,
    pareto_headline,
    percents,
    range_words,
    side_words,
    trace_headline,
    trace_sentence,
    trace_subtitle,
)

HOSTILE = "</script><img src=x onerror=alert(1)>"
TITLES = ("Headline", "Subtitle")
HARROW = trace(*LINKS)


def bounds(least: int, most: int) -> dict[str, Decimal]:
    return {"least_amount": Decimal(least), "most_amount": Decimal(most)}


def flow(*links: TraceLink, **other: object) -> Figure:
    return trace_flow(trace(*links, **other), *TITLES)


@pytest.fixture(scope="module")
def drawn() -> Figure:
    return trace_flow(HARROW, *TITLES)


def paths(figure: Figure, is_ribbon: bool) -> list[tuple[str, list[float], str]]:
    """Words, numbers of the path, and colour of every ribbon, or of every bar."""
    found = [
        element
        for element in ElementTree.fromstring(figure.svg).iter()
        if element.tag.endswith("}path")
    ]
    return [
        (
            element.findtext("{http://www.w3.org/2000/svg}title"),
            [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", element.get("d"))],
            element.get("fill"),
        )
        for element in found
        if (element.get("fill-opacity") is not None) == is_ribbon
    ]


def bars(figure: Figure) -> list[tuple[str, float, float, float]]:
    """Name, left, top and height of every bar, column by column from the top."""
    named = [
        (words.rpartition(": ")[0], numbers[0], numbers[1], numbers[3] - numbers[1])
        for words, numbers, _ in paths(figure, is_ribbon=False)
    ]
    return sorted(named, key=lambda bar: bar[1:3])


def column(figure: Figure, place: int) -> list[str]:
    lefts = sorted({left for _, left, _, _ in bars(figure)})
    return [name for name, left, _, _ in bars(figure) if left == lefts[place]]


def width_of(ribbon: list[float]) -> float:
    """How high a ribbon is; it is so at both of its ends."""
    (above, below), (right_above, right_below) = (
        (ribbon[1], ribbon[-1]),
        (ribbon[7], ribbon[9]),
    )
    assert below - above == pytest.approx(right_below - right_above, abs=0.002)
    return below - above


# What is drawn is the money


def test_all_the_money_is_in_every_column_and_between_them(drawn):
    ribbons = [numbers for _, numbers, _ in paths(drawn, is_ribbon=True)]
    by_start = defaultdict(float)
    for ribbon in ribbons:
        by_start[ribbon[0]] += width_of(ribbon)
    by_column = defaultdict(float)
    for _, left, _, height in bars(drawn):
        by_column[left] += height
    assert len(by_start) == 3
    assert len(by_column) == 4
    assert [*by_start.values(), *by_column.values()] == pytest.approx(
        [by_start[min(by_start)]] * 7, abs=0.1
    )


def test_heights_are_in_the_proportion_of_the_amounts(drawn):
    height = {name: height for name, _, _, height in bars(drawn)}
    assert height[FOUNDRY] / height["Harrow: tooling"] == pytest.approx(
        38300 / 14200, rel=1e-3
    )
    assert height["Porosity"] / height["Pump housing"] == pytest.approx(
        35500 / 58800, rel=1e-3
    )


def test_ribbons_fill_the_bars_they_come_from_and_go_to(drawn):
    """At every bar the ribbons lie one under the other, from its top to its foot, without a gap."""
    ends = defaultdict(set)
    for _, numbers, _ in paths(drawn, is_ribbon=True):
        ends["right", round(numbers[0] - 18)].add((numbers[1], numbers[-1]))
        ends["left", round(numbers[6])].add((numbers[7], numbers[9]))
    for _, left, top, height in bars(drawn):
        for side in {"right", "left"} & {known for known, at in ends if at == round(left)}:
            touching = sorted(
                end
                for end in ends[side, round(left)]
                if top - 0.01 <= end[0] < top + height - 0.001
            )
            assert [touching[0][0], touching[-1][1]] == pytest.approx(
                [top, top + height], abs=0.01
            )
            assert [above[1] for above in touching[:-1]] == pytest.approx(
                [below[0] for below in touching[1:]], abs=0.01
            )


def test_a_ribbon_is_coloured_by_whose_cause_it_is(drawn):
    colours = {words: colour for words, _, colour in paths(drawn, is_ribbon=True)}
    assert colours[f"Pump housing → {FOUNDRY}: 38.3 k, 9 events, tier 2"] == var(
        "cause-tier2"
    )
    whose = side_words("ours")
    assert colours[
        f"Returned by customer → Wrong seal fitted: 5.0 k, 2 events, {whose}"
    ] == var("cause-ours")
    assert colours["Late to customer → Late receipt: 3.3 k, 3 events, not traced"] == var(
        "cause-not-traced"
    )


def test_without_a_known_cost_the_width_is_events():
    counted = [
        replace(known, amount=Decimal(0), share=Decimal(known.events)) for known in LINKS
    ]
    figure = trace_flow(Trace("EUR", Decimal(0), tuple(counted), 45), *TITLES)
    height = {name: height for name, _, _, height in bars(figure)}
    assert height["Late receipt"] / height["Porosity"] == pytest.approx(19 / 8, rel=1e-3)
    assert "EUR" not in figure.html()
    assert marks(figure, "Porosity: 8 events")
    assert "width is events" in trace_subtitle(
        Trace("EUR", Decimal(0), tuple(counted), 45), "2026 Q3"
    )


def test_an_effect_with_two_causes_is_counted_once_where_they_meet():
    both = (("tier2", FOUNDRY), ("ours", "Ours"))
    half = [
        link(
            RETURNED,
            "Porosity",
            "Pump housing",
            side,
            cause,
            "50",
            1,
            effect_ids=frozenset({"C-1"}),
        )
        for side, cause in both
    ]
    assert events_of(half) == 1
    assert marks(flow(*half), f"{RETURNED}: 100, 1 event")


def test_what_was_recovered_or_has_no_known_cost_stands_in_the_table_only():
    figure = flow(
        *LINKS,
        link(LATE, "Late receipt", "Valve block", "carrier", "Northway", "-20.00", 1),
    )
    assert "Northway" not in figure.svg
    assert figure.table[-1]["where the cause sits"] == "Northway"
    beside = trace(*LINKS, link(LATE, "x", "y", "carrier", "Northway", "0", 1))
    assert "1 event without a known cost is in the table only." in trace_subtitle(
        beside, "2026 Q3"
    )
    assert "arrier" not in trace_subtitle(beside, "2026 Q3")
    assert trace_sentence(beside) == trace_sentence(trace(*LINKS))


# Always there, in their order


def test_the_buyer_and_not_traced_are_there_when_nothing_is():
    figure = flow(link(RETURNED, "Porosity", "Pump housing", "theirs", "Harrow", "10", 1))
    assert column(figure, 3) == ["Harrow", OURS, NOT_TRACED]
    assert marks(figure, f"{OURS}: nothing")
    assert marks(figure, f"{NOT_TRACED}: nothing")
    assert [
        (row["where the cause sits"], row["EUR"], row["share"]) for row in figure.table
    ] == [
        ("Harrow", "10.00", "100%"),
        (OURS, "0.00", "0%"),
        (NOT_TRACED, "0.00", "0%"),
    ]


@pytest.mark.parametrize("side", ["theirs", "ours"])
def test_the_buyer_is_called_by_its_name(side):
    """Whether anything is the buyer's or nothing."""
    cause = OURS if side == "ours" else "Harrow"
    known = trace(link(RETURNED, "Porosity", "Pump housing", side, cause, "10", 1))
    figure = trace_flow(known, *TITLES, buyer="Tarn Pumps")
    assert marks(figure, "Tarn Pumps: ")
    assert OURS not in {mark.words for mark in texts(figure)}
    assert "Tarn Pumps" in {row["where the cause sits"] for row in figure.table}


def test_the_buyers_and_not_traced_are_said_when_nothing_is():
    assert "buyer's 0%, not traced 0%" in trace_subtitle(
        trace(link(RETURNED, "a", "b", "theirs", "c", "10", 1)), "2026 Q3"
    )


def test_causes_stand_in_the_order_of_their_sides_and_the_largest_first(drawn):
    assert column(drawn, 3) == [
        FOUNDRY,
        "Harrow: tooling",
        "Harrow: inspection escape",
        "Harrow: packing",
        "Buyer: order changed late",
        "Buyer: drawing revision",
        "Not traced yet",
    ]
    mixed = [
        link(RETURNED, "a", "b", side, f"cause of {side}", "10", 1)
        for side in reversed(SIDES)
    ]
    assert column(flow(*mixed), 3) == [f"cause of {side}" for side in SIDES]


def test_the_other_columns_stand_by_where_their_ribbons_go(drawn):
    assert column(drawn, 2) == ["Pump housing", "Bearing cap", "Valve block"]
    assert column(drawn, 1)[0] == "Porosity"
    assert column(drawn, 1)[-1] == "Wrong seal fitted"


def test_the_order_of_the_links_changes_nothing(drawn):
    assert trace_flow(trace(*reversed(LINKS)), *TITLES).svg == drawn.svg


# Folding


def many(count: int) -> list[TraceLink]:
    sides = [side for side in SIDES if side != "not_agreed"]
    causes = [
        "Not traced yet" if sides[n % 7] == "not_traced" else f"Cause {n}"
        for n in range(count)
    ]
    return [
        link(
            f"Effect {n % 5}",
            f"Breakdown {n % 17}",
            f"Item {n % 13}",
            sides[n % 7],
            causes[n],
            str(100 + n),
            1,
        )
        for n in range(count)
    ]


def test_the_tail_above_25_names_is_folded_and_the_money_is_not():
    links = many(40)
    figure = flow(*links)
    found = [column(figure, place) for place in range(4)]
    # Causes keep their side and its colour, so one of each side is left.
    assert sum(map(len, found)) <= MOST_NODES + len(SIDES)
    assert any(name.startswith("Other (") for name in found[1])
    assert any(name.startswith("Other (") for name in found[2])
    assert any(re.fullmatch(r"Supplier's: \d+ causes", name) for name in found[3])
    assert "Not traced yet" in found[3]
    heights = defaultdict(float)
    for _, left, _, height in bars(figure):
        heights[left] += height
    # What is drawn of nothing is a thin line.
    assert max(heights.values()) - min(heights.values()) < 2
    assert {row["where the cause sits"] for row in figure.table} >= {
        known.cause for known in links
    }


def test_the_number_of_names_folded_is_told():
    links = [
        link(RETURNED, f"Breakdown {n:02}", "Item", "theirs", "Harrow", str(1000 - n), 1)
        for n in range(40)
    ]
    names = column(flow(*links), 1)
    folded = next(name for name in names if name.startswith("Other"))
    assert folded == f"Other ({40 - len(names) + 1})"


def test_25_names_are_all_there():
    links = [
        link(RETURNED, f"Breakdown {n}", "Item", "theirs", "Harrow", "10", 1)
        for n in range(20)
    ]
    assert len(column(flow(*links), 1)) == 20
    assert "Other" not in flow(*links).svg


# What can be read


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    return [
        (one.words, other.words)
        for one, other in combinations(texts(figure), 2)
        if one.touches(other)
    ]


def test_no_two_labels_overlap(drawn):
    assert len(texts(drawn)) == 4 + 2 * 19
    assert overlapping(drawn) == []
    assert overlapping(flow(*many(40))) == []


names = st.sampled_from(
    [
        "Porosity",
        "A name that is much too long for any column of a figure",
        "x",
        "Über 1.000 µm",
    ]
)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            names,
            names,
            st.integers(0, 9),
            st.sampled_from(SIDES),
            st.integers(0, 6),
            st.integers(1, 10**9),
        ).map(
            lambda t: link(
                t[0], f"{t[1]} {t[2]}", t[1], t[3], f"cause {t[4]}", f"{t[5]}.01", 1
            )
        ),
        min_size=1,
        max_size=40,
    )
)
def test_any_trace_can_be_drawn_read_and_loses_nothing(links):
    figure = flow(*links)
    assert overlapping(figure) == []
    assert not re.search(r"nan|NaN|None|inf\b|E[+-]\d", figure.svg)
    by_start = defaultdict(float)
    for _, numbers, _ in paths(figure, is_ribbon=True):
        by_start[numbers[0]] += width_of(numbers)
    assert max(by_start.values()) - min(by_start.values()) < 0.2
    width, height = map(
        float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', figure.svg).groups()
    )
    for mark in texts(figure):
        assert mark.top >= 0
        assert mark.bottom <= height
        assert mark.left >= -1
        assert mark.right <= width + 1


def test_a_long_name_is_shortened_in_the_drawing_and_whole_in_table_and_tooltip():
    long = "A casting with a name that goes on and on and on"
    figure = flow(link(RETURNED, "Porosity", long, "theirs", "Harrow", "10", 1))
    assert any(mark.words.endswith("…") for mark in texts(figure))
    assert figure.table[0]["on which item"] == long
    assert f"<title>{long}: " in figure.svg


def test_it_is_a_figure_of_the_house(drawn):
    html5lib.HTMLParser(strict=True).parseFragment(str(drawn.html()))
    assert '<title id="trace-flow-title">Headline</title>' in drawn.svg
    assert drawn.description.startswith(f"Headline. {FOUNDRY}: 38.3 k, 9 events. ")
    assert 'role="img"' in drawn.svg
    assert [mark.words for mark in texts(drawn)][:4] == list(COLUMNS)
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn.svg)) <= {
        var(role) for role in LIGHT
    }
    assert (
        min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', drawn.svg)) >= 11
    )
    assert len(drawn.table) == len(LINKS)
    assert sum(Decimal(row["EUR"].replace(",", "")) for row in drawn.table) == HARROW.total
    assert trace_flow(HARROW, *TITLES, name="other").id == "other"


def test_on_a_narrow_page_it_scrolls_before_its_text_gets_too_small(drawn):
    most, least = map(
        float, re.search(r"max-width:([\d.]+)px;min-width:([\d.]+)px", drawn.svg).groups()
    )
    assert 13 * least / most >= 11


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_side_can_be_seen_on_the_page(colours):
    """By its own colour, or by that of its outline."""
    links = [link(RETURNED, "a", "b", side, f"cause {side}", "10", 1) for side in SIDES]
    drawn = marks(flow(*links), "cause ")
    assert len(drawn) == len(SIDES)
    for mark in drawn:
        seen = [
            mark.attributes["fill"],
            mark.attributes.get("stroke", mark.attributes["fill"]),
        ]
        roles = [colour.removeprefix("var(--").removesuffix(")") for colour in seen]
        assert max(contrast(colours[role], colours["paper"]) for role in roles) >= 3, (
            mark.words
        )


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_hostile_text_stays_text():
    evil = trace(
        *(
            link(HOSTILE, f"{HOSTILE}{n}", HOSTILE, side, HOSTILE, "10", 1)
            for n, side in enumerate(SIDES)
        )
    )
    for figure in (trace_flow(evil, HOSTILE, HOSTILE), pareto(evil, HOSTILE, HOSTILE)):
        assert "<img" not in figure.html()
        assert "</script" not in figure.html()
        assert figure.html().count("&lt;/script&gt;") >= 3


@pytest.mark.parametrize("nothing", [Trace("EUR"), Trace("EUR", missing=("complaints",))])
def test_nothing_to_draw_is_no_figure(nothing):
    assert trace_flow(nothing, *TITLES) is None
    assert pareto(nothing, *TITLES) is None


# The words


@pytest.mark.parametrize(
    ("links", "headline"),
    [
        (
            LINKS,
            "47% of the 80.9 k EUR traces to Ems Foundry, behind Harrow; 16% is the buyer's",
        ),
        (
            (
                link(RETURNED, "a", "b", "ours", "Buyer: drawing", "60", 2),
                link(RETURNED, "a", "b", "theirs", "Harrow", "40", 1),
            ),
            "60% of the 100 EUR is the buyer's; 40% traces to Harrow",
        ),
        (
            (
                link(RETURNED, "a", "b", "ours", "Buyer: drawing", "30", 2),
                link(RETURNED, "a", "b", "ours", "Buyer: order", "30", 2),
                link(RETURNED, "a", "b", "theirs", "Harrow", "40", 1),
            ),
            "60% of the 100 EUR is the buyer's; 40% traces to Harrow",
        ),
        (
            (link(RETURNED, "a", "b", "theirs", "Harrow", "10", 1),),
            "100% of the 10 EUR traces to Harrow; none is the buyer's",
        ),
        (
            (link(RETURNED, "a", "b", "ours", "Ours", "10", 1),),
            "100% of the 10 EUR is the buyer's",
        ),
        (
            (
                link(RETURNED, "a", "b", "not_traced", "Not traced yet", "70", 2),
                link(RETURNED, "a", "b", "theirs", "Harrow", "30", 1),
            ),
            "70% of the 100 EUR is not traced yet; 30% traces to Harrow; none is the buyer's",
        ),
        (
            (link(RETURNED, "a", "b", "not_agreed", "Not agreed yet", "70", 2),),
            "For 100% of the 70 EUR the cause is not agreed yet; none is the buyer's",
        ),
        (
            (link(RETURNED, "a", "b", "shared", "Shared", "70", 2),),
            "100% of the 70 EUR has a shared cause; none is the buyer's",
        ),
        (
            (link(RETURNED, "a", "b", "others", "Other suppliers", "70", 2),),
            "100% of the 70 EUR traces to other suppliers; none is the buyer's",
        ),
    ],
    ids=[
        "tier 2",
        "ours",
        "ours in two",
        "theirs",
        "all ours",
        "not traced",
        "not agreed",
        "shared",
        "others",
    ],
)
def test_the_headline_names_what_is_most_and_what_is_the_buyers(links, headline):
    assert trace_headline(trace(*links), "Harrow") == headline


def test_without_money_the_headline_counts_events():
    counted = trace(
        link(RETURNED, "a", "b", "theirs", "Harrow", "8", 8),
        link(RETURNED, "a", "b", "ours", "Ours", "2", 2),
        unit="events",
    )
    assert (
        trace_headline(counted)
        == "80% of the 10 events trace to Harrow; 20% are the buyer's"
    )


def test_the_subtitle_and_the_sentence_say_every_share():
    assert (
        trace_subtitle(HARROW, "2026 Q3")
        == "2026 Q3. From the effect on the left to its cause on the right; width is EUR. Tier 2"
        " 47%, supplier 32%, buyer's 16%, not traced 5%."
    )
    assert (
        trace_sentence(HARROW)
        == "Ems Foundry (tier 2) 47%, Harrow: tooling 18%, Harrow: inspection escape 8%, Harrow:"
        " packing 6%, buyer's 16%, not traced 5%"
    )


@given(st.lists(st.integers(1, 10**12).map(Decimal), min_size=1, max_size=30))
def test_percents_of_a_whole_add_up(weights):
    assert sum(percents(weights)) == 100
    assert all(
        abs(percent - 100 * weight / sum(weights)) < 1
        for percent, weight in zip(percents(weights), weights, strict=True)
    )


def test_a_range_is_told_of_every_cause_that_has_one():
    quarter, half = Decimal("0.25"), Decimal("0.5")
    known = Trace(
        "EUR",
        Decimal(4),
        (
            replace(
                link(RETURNED, "a", "b", "tier2", FOUNDRY, "2", 1),
                share=half,
                least=Decimal(0),
                most=Decimal("0.25"),
                least_amount=Decimal(0),
                most_amount=Decimal(3),
            ),
            replace(link(LATE, "a", "b", "tier2", FOUNDRY, "1", 1), share=quarter),
            replace(
                link(LATE, "a", "b", "ours", "Ours", "1", 1),
                share=quarter,
                least=quarter,
                most=quarter,
            ),
        ),
        3,
    )
    assert range_words(known) == [f"{FOUNDRY} 75%, from 25% to 100%"]
    assert range_words(HARROW) == []


def test_events_without_a_cost_have_their_range_too():
    either = {"least": Decimal(0), "most": Decimal("0.5")}
    known = trace(
        link(RETURNED, "a", "b", "theirs", "Harrow", "1", 2, **either),
        link(RETURNED, "a", "b", "not_traced", "Not traced yet", "3", 4),
        unit="events",
    )
    assert known.ranges == ((0, 2), (3, 3))
    assert range_words(known) == ["Harrow 25%, from 0% to 50%"]


def test_a_share_that_is_rounded_to_make_the_whole_is_no_range():
    """25.6 % is 25 % beside two others of 37.2 %; it can be nothing else."""
    known = trace(
        *(
            link(RETURNED, "a", "b", side, side, amount, 1)
            for side, amount in (
                ("theirs", "3745"),
                ("not_agreed", "2556"),
                ("ours", "3699"),
            )
        )
    )
    assert [part.split()[-1] for part in trace_sentence(known).split(", ")][:2] == [
        "37%",
        "37%",
    ]
    assert range_words(known) == []
    near = {"least_amount": Decimal("6.999"), "most_amount": Decimal("7.001")}
    halves = [
        link(RETURNED, "a", "b", side, side, "7", 1, **near) for side in ("theirs", "ours")
    ]
    assert range_words(trace(*halves)) == []


@pytest.mark.parametrize(
    ("more", "headline"),
    [
        (bounds(0, 98), "At most 98% of the 100 EUR traces to Harrow; 2% is the buyer's"),
        (bounds(30, 98), "At most 98% of the 100 EUR traces to Harrow; 2% is the buyer's"),
        (
            bounds(0, 100),
            "98% (0% to 100%) of the 100 EUR traces to Harrow; 2% is the buyer's",
        ),
        (
            bounds(98, 100),
            "At least 98% of the 100 EUR traces to Harrow; 2% is the buyer's",
        ),
        (
            {"evidence": "bom"},
            "At most 98% of the 100 EUR traces to Harrow; 2% is the buyer's",
        ),
        (
            {"evidence": "claim"},
            "At most 98% of the 100 EUR traces to Harrow; 2% is the buyer's",
        ),
        (
            {"evidence": "claim", "is_agreed": True},
            "98% of the 100 EUR traces to Harrow; 2% is the buyer's",
        ),
        ({"evidence": "lot"}, "98% of the 100 EUR traces to Harrow; 2% is the buyer's"),
    ],
)
def test_the_headline_is_no_surer_than_the_evidence(more, headline):
    known = trace(
        link(RETURNED, "a", "b", "theirs", "Harrow", "98", 8, **more),
        link(RETURNED, "a", "b", "ours", "Ours", "2", 2, evidence="bom"),
    )
    assert trace_headline(known) == headline


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "0"),
        ("999.49", "999"),
        ("999.5", "1.0 k"),
        ("81062", "81.1 k"),
        ("999500", "1.0 M"),
        ("-35512", "−35.5 k"),
    ],
)
def test_an_amount_in_a_label_is_short(amount, words):
    assert compact(Decimal(amount)) == words


# The Pareto


def test_the_pareto_adds_up_from_the_largest_down():
    found = pareto_bars(HARROW, "breakdown")
    assert [(bar.name, bar.weight, bar.events) for bar in found] == [
        ("Porosity", Decimal("35500.00"), 8),
        ("Late receipt", Decimal("35000.00"), 19),
        ("Wrong seal fitted", Decimal("5000.00"), 2),
        ("No certificate", Decimal("3000.00"), 12),
        ("Mislabelled box", Decimal("2400.00"), 4),
    ]
    assert [bar.is_vital for bar in found] == [True, True, False, False, False]
    assert found[-1].running == HARROW.total


def test_the_pareto_draws_bars_as_long_as_the_money_and_tells_the_sum_as_text():
    figure = pareto(HARROW, *TITLES)
    first, second = marks(figure, "Porosity: ")[0], marks(figure, "Late receipt: ")[0]
    assert first.left == second.left
    assert first.width / second.width == pytest.approx(355 / 350, rel=1e-3)
    assert overlapping(figure) == []
    assert "43%, together 87%" in {mark.words for mark in texts(figure)}
    assert [row["together"] for row in figure.table] == ["44%", "87%", "93%", "97%", "100%"]


def test_the_tail_of_the_pareto_is_one_bar_at_its_end():
    found = pareto_bars(trace(*many(40)), "breakdown")
    assert len(found) == 10
    assert found[-1].name == "Other (8)"
    assert found[-1].running == sum(known.amount for known in many(40))


def test_one_breakdown_is_no_pareto():
    assert pareto(trace(LINKS[0]), *TITLES) is None


@pytest.mark.parametrize(
    ("weights", "headline"),
    [
        ([45, 43, 6, 4, 2], "Two of five incident types make 88% of it"),
        ([90, 6, 4], "A makes 90% of it, two others the rest"),
        ([90, 10], "A makes 90% of it, the one other incident type the rest"),
        (
            [40, 35, 25],
            "No small group of incident types dominates: the largest, a, makes 40%",
        ),
        ([67, 33], "A makes 67% of it, the one other incident type the rest"),
        (
            [50, 50],
            "No small group of incident types dominates: the largest, a, makes 50%",
        ),
        ([60, 15, 15, 10], "Three of four incident types make 90% of it"),
        ([10], "A makes all of it"),
    ],
)
def test_the_pareto_says_how_few_make_most(weights, headline):
    assert (
        pareto_headline(
            list("ABCDE")[: len(weights)], [Decimal(weight) for weight in weights]
        )
        == headline
    )


# Broken promises


def test_broken_promises_stand_by_period_and_cause():
    periods = (
        Period(date(2026, 7, 1), 30, {"theirs": 2, "ours": 1}),
        Period(date(2026, 8, 1), 25, {}),
        Period(date(2026, 9, 1), 0, {}),
    )
    broken = tuple(
        BrokenPromise(f"P{n}", "O", date(2026, 7, 3), None, 5, side)
        for n, side in enumerate(("theirs", "theirs", "ours"))
    )
    figure = broken_promises(Promises(True, 55, "month", periods, broken), *TITLES)
    theirs, ours = (
        marks(figure, "July: 2 broken, cause agreed: supplier's")[0],
        marks(figure, "July: 1 broken, cause agreed: buyer's or another firm's")[0],
    )
    assert theirs.attributes["fill"] == var("cause-theirs")
    assert (theirs.bottom - theirs.top) == pytest.approx(2 * (ours.bottom - ours.top))
    assert {"3 of 30", "0 of 25", "none due"} <= {mark.words for mark in texts(figure)}
    assert overlapping(figure) == []
    assert figure.table[0] == {
        "month": "July",
        "promised": "30",
        "kept": "27",
        "broken, cause agreed: supplier's": "2",
        "broken, cause agreed: buyer's or another firm's": "1",
    }
    assert broken_promises(Promises(True, 55, "month", periods), *TITLES) is None
